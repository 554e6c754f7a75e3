import { parseNumber } from '../value/numbers.ts'
import type { Branch, LoopNode, Node } from './node.ts'
import { parseObject } from './object.ts'
import type { Parser } from './parser.ts'
import { parsePattern, plainVariable } from './pattern.ts'
import { callFormat, formatFunction, parseText } from './text.ts'

/** A value with the steps that follow it: `.a`, `f(x)[0]?`. */
export function parseTerm(parser: Parser): Node {
  const { at } = parser
  if (parser.is('-') || parser.is('+')) {
    const negates = parser.take().text === '-'
    return { kind: 'sign', at, negates, operand: parser.nested(() => parseTerm(parser)) }
  }
  let node = parseHead(parser)
  for (let length = 1; ; length++) {
    const next = parseSuffix(parser, node)
    if (next === undefined) return node
    parser.checkChain(length)
    node = next
  }
}

function parseSuffix(parser: Parser, target: Node): Node | undefined {
  const { at, token } = parser
  if (token.kind === 'field') {
    parser.take()
    return { kind: 'index', at, target, key: { kind: 'literal', at, value: token.text }, isSuffix: true }
  }
  if (parser.is('[')) return parseBracket(parser, target, true)
  if (parser.accept('?')) return optional(target, at)
  if (!parser.accept('.')) return undefined
  if (parser.is('[')) return parseBracket(parser, target, true)
  if (parser.token.kind !== 'text') throw parser.unexpected()
  return { kind: 'index', at, target, key: parseText(parser, 'tostring'), isSuffix: true }
}

/**
 * `a.b?` catches the faults of the last step alone. That step then works on the output of `a`, and so does the query of
 * its index.
 */
function optional(target: Node, at: number): Node {
  const isStep = target.kind === 'iterate' || ((target.kind === 'index' || target.kind === 'slice') && target.isSuffix)
  if (!isStep) return { kind: 'try', at, body: target, handler: undefined }
  const step: Node = { ...target, target: { kind: 'identity', at: target.at } }
  return {
    kind: 'pipe',
    at,
    stages: [target.target, { kind: 'try', at, body: step, handler: undefined }],
  }
}

function parseBracket(parser: Parser, target: Node, isSuffix: boolean): Node {
  const at = parser.expect('[')
  if (parser.accept(']')) return { kind: 'iterate', at, target }
  if (parser.accept(':')) {
    const to = parser.query()
    parser.expect(']')
    return { kind: 'slice', at, target, from: undefined, to, isSuffix }
  }
  const first = parser.query()
  if (parser.accept(']')) return { kind: 'index', at, target, key: first, isSuffix }
  parser.expect(':')
  const to = parser.is(']') ? undefined : parser.query()
  parser.expect(']')
  return { kind: 'slice', at, target, from: first, to, isSuffix }
}

function parseHead(parser: Parser): Node {
  const { at, token } = parser
  switch (token.kind) {
    case 'number':
      return { kind: 'literal', at, value: parseNumber(parser.take().text) }
    case 'text':
      return parseText(parser, 'tostring')
    case 'field':
      parser.take()
      return indexOfInput({ kind: 'literal', at, value: token.text }, at)
    case 'variable':
      return { kind: 'variable', at, name: parser.take().text }
    case 'format': {
      const format = formatFunction(parser.take().text)
      return parser.token.kind === 'text' ? parseText(parser, format) : callFormat(format, at)
    }
    case 'identifier':
      return { kind: 'call', at, name: parser.take().text, args: parser.accept('(') ? parseArgs(parser) : [] }
    case 'punct':
    case 'end':
      return parseWord(parser)
    default:
      return token.kind satisfies never
  }
}

function indexOfInput(key: Node, at: number): Node {
  return { kind: 'index', at, target: { kind: 'identity', at }, key, isSuffix: false }
}

function parseArgs(parser: Parser): Node[] {
  const args = [parser.query()]
  while (parser.accept(';')) args.push(parser.query())
  parser.expect(')')
  return args
}

const literals: Readonly<Record<string, null | boolean>> = { null: null, true: true, false: false }

function parseWord(parser: Parser): Node {
  const { at } = parser
  const { kind, text } = parser.token
  if (kind !== 'punct') throw parser.unexpected()
  switch (text) {
    case '.':
      return parseDot(parser)
    case '..':
      parser.take()
      return { kind: 'call', at, name: 'recurse', args: [] }
    case '(': {
      parser.take()
      const inner = parser.query()
      parser.expect(')')
      // In brackets it is no longer a step of its own.
      return { kind: 'pipe', at, stages: [inner] }
    }
    case '[': {
      parser.take()
      if (parser.accept(']')) return { kind: 'array', at, body: undefined }
      const body = parser.query()
      parser.expect(']')
      return { kind: 'array', at, body }
    }
    case '{':
      return parser.nested(() => parseObject(parser))
    case 'null':
    case 'true':
    case 'false':
      parser.take()
      return { kind: 'literal', at, value: literals[text] ?? null }
    default:
      return parseStatement(parser)
  }
}

function parseDot(parser: Parser): Node {
  const at = parser.expect('.')
  if (parser.token.kind === 'text') return indexOfInput(parseText(parser, 'tostring'), at)
  return parser.is('[') ? parseBracket(parser, { kind: 'identity', at }, false) : { kind: 'identity', at }
}

function parseStatement(parser: Parser): Node {
  const { at } = parser
  const { text } = parser.token
  switch (text) {
    case 'if':
      return parseIf(parser)
    case 'try': {
      parser.take()
      const body = parser.nested(() => parseTerm(parser))
      const handler = parser.accept('catch') ? parser.nested(() => parseTerm(parser)) : undefined
      return { kind: 'try', at, body, handler }
    }
    case 'reduce':
    case 'foreach':
      return parser.nested(() => parseLoop(parser, text))
    case 'break':
      parser.take()
      return { kind: 'break', at, name: plainVariable(parser) }
    default:
      throw parser.unexpected()
  }
}

function parseIf(parser: Parser): Node {
  const at = parser.expect('if')
  const branches: Branch[] = []
  do {
    const condition = parser.query()
    parser.expect('then')
    branches.push({ condition, result: parser.query() })
    parser.checkChain(branches.length)
  } while (parser.accept('elif'))
  const otherwise = parser.accept('else') ? parser.query() : undefined
  parser.expect('end')
  return { kind: 'if', at, branches, otherwise }
}

function parseLoop(parser: Parser, kind: 'reduce' | 'foreach'): LoopNode {
  const at = parser.expect(kind)
  const source = parser.expression()
  parser.expect('as')
  const pattern = parsePattern(parser)
  parser.expect('(')
  const start = parser.query()
  parser.expect(';')
  const update = parser.query()
  const extract = kind === 'foreach' && parser.accept(';') ? parser.query() : undefined
  parser.expect(')')
  return { kind, at, source, pattern, start, update, extract }
}
