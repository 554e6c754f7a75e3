import { unquote } from '../text/unquote.ts'
import type { BranchNode, Node } from './node.ts'
import { parsePipe } from './parse-pipe.ts'
import { Parser } from './parser.ts'
import type { Trees } from './parser.ts'
import type { Token } from './token.ts'

type Control = BranchNode['kind']

/** What ends a list of nodes. */
type End = { readonly kind: 'end'; readonly at: number } | { readonly kind: 'else'; readonly at: number }

/** Parses a text and all templates that it defines. Throws GoTemplateError. */
export function parseTemplate(name: string, source: string, isFunction: (name: string) => boolean): Trees {
  const parser = new Parser(name, source, isFunction)
  const nodes: Node[] = []
  while (parser.peek().kind !== 'eof') {
    if (parseDefinition(parser)) continue
    const node = parseNode(parser)
    if (node.kind === 'end' || node.kind === 'else') parser.fail(`unexpected {{${node.kind}}}`)
    else nodes.push(node)
  }
  parser.define(name, nodes)
  return parser.trees
}

/** `{{define "name"}} … {{end}}`, which only stands at the top. */
function parseDefinition(parser: Parser): boolean {
  const mark = parser.mark()
  if (parser.next().kind !== 'leftDelim' || parser.nextNonSpace().kind !== 'define') {
    parser.reset(mark)
    return false
  }
  const context = 'define clause'
  const name = parseName(parser, parser.nextNonSpace(), context)
  parser.expect('rightDelim', context)
  parseBody(parser, name, context)
  return true
}

function parseBody(parser: Parser, name: string, context: string): void {
  parser.separate(() => {
    const { nodes, end } = parseList(parser)
    if (end.kind !== 'end') parser.fail(`unexpected {{else}} in ${context}`)
    parser.define(name, nodes)
  })
}

function parseName(parser: Parser, token: Token, context: string): string {
  if (token.kind !== 'string' && token.kind !== 'rawString') return parser.unexpected(token, context)
  return unquote(token.text) ?? parser.fail('invalid syntax', token)
}

function parseList(parser: Parser): { readonly nodes: readonly Node[]; readonly end: End } {
  return parser.nested(() => {
    const nodes: Node[] = []
    while (parser.peekNonSpace().kind !== 'eof') {
      const node = parseNode(parser)
      if (node.kind === 'end' || node.kind === 'else') return { nodes, end: node }
      nodes.push(node)
    }
    return parser.fail('unexpected EOF')
  })
}

function parseNode(parser: Parser): Node | End {
  const token = parser.nextNonSpace()
  if (token.kind === 'text') return { kind: 'text', at: token.at, text: token.text }
  if (token.kind === 'leftDelim') return parseAction(parser)
  return parser.unexpected(token, 'input')
}

function parseAction(parser: Parser): Node | End {
  parser.peekNonSpace()
  const mark = parser.mark()
  const token = parser.next()
  const { kind } = token
  if (kind === 'if' || kind === 'range' || kind === 'with') return parseControl(parser, kind)
  if (kind === 'end') return { kind, at: parser.expect('rightDelim', 'end').at }
  if (kind === 'else') return parseElse(parser)
  if (kind === 'template') return parseTemplateCall(parser)
  if (kind === 'block') return parseBlock(parser)
  if (kind === 'break' || kind === 'continue') return parseJump(parser, kind, token.at)
  parser.reset(mark)
  return { kind: 'action', at: token.at, pipe: parsePipe(parser, 'command', 'rightDelim') }
}

function parseJump(parser: Parser, kind: 'break' | 'continue', at: number): Node {
  const token = parser.nextNonSpace()
  if (token.kind !== 'rightDelim') parser.unexpected(token, `{{${kind}}}`)
  if (parser.ranges === 0) parser.fail(`{{${kind}}} outside {{range}}`, token)
  return { kind, at }
}

/** `{{else if` and `{{else with` leave the `if` or `with` to be read next. */
function parseElse(parser: Parser): End {
  const token = parser.peekNonSpace()
  if (token.kind === 'if' || token.kind === 'with') return { kind: 'else', at: token.at }
  return { kind: 'else', at: parser.expect('rightDelim', 'else').at }
}

function parseControl(parser: Parser, kind: Control): BranchNode {
  const scope = parser.variables.length
  const pipe = parsePipe(parser, kind, 'rightDelim')
  if (kind === 'range') parser.ranges++
  const { nodes, end } = parseList(parser)
  if (kind === 'range') parser.ranges--
  const otherwise = end.kind === 'else' ? parseOtherwise(parser, kind) : undefined
  parser.variables.length = scope
  return { kind, at: pipe.at, pipe, list: nodes, otherwise }
}

function parseOtherwise(parser: Parser, kind: Control): readonly Node[] {
  if (kind !== 'range' && parser.peek().kind === kind) {
    parser.next()
    return [parser.nested(() => parseControl(parser, kind))]
  }
  const { nodes, end } = parseList(parser)
  if (end.kind !== 'end') parser.fail('expected end; found {{else}}')
  return nodes
}

/** `{{block "name" pipeline}} … {{end}}` defines a template and calls it. */
function parseBlock(parser: Parser): Node {
  const context = 'block clause'
  const token = parser.nextNonSpace()
  const name = parseName(parser, token, context)
  const pipe = parsePipe(parser, context, 'rightDelim')
  parseBody(parser, name, context)
  return { kind: 'template', at: token.at, name, pipe }
}

function parseTemplateCall(parser: Parser): Node {
  const context = 'template clause'
  const token = parser.nextNonSpace()
  const name = parseName(parser, token, context)
  parser.peekNonSpace()
  const mark = parser.mark()
  if (parser.next().kind === 'rightDelim') return { kind: 'template', at: token.at, name, pipe: undefined }
  parser.reset(mark)
  return { kind: 'template', at: token.at, name, pipe: parsePipe(parser, context, 'rightDelim') }
}
