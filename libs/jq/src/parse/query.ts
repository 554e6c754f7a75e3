import { tokenize } from '../lex/lexer.ts'
import { parseHeader } from './header.ts'
import type { BinaryOperator, Definition, Node } from './node.ts'
import { Parser } from './parser.ts'
import type { Grammar } from './parser.ts'
import { parsePatterns } from './pattern.ts'
import { parseTerm } from './term.ts'
import { CompileFault } from '../error.ts'

const grammar: Grammar = { query: parseQuery, expression: parseExpression }

/** Parses a program. Throws a CompileFault. */
export function parse(source: string): Node {
  const parser = new Parser(tokenize(source), grammar)
  parseHeader(parser)
  const definitions = parseDefinitions(parser)
  if (parser.isAtEnd) throw new CompileFault('syntax', 'missing query (try ".")', parser.at)
  const body = parseQuery(parser)
  if (!parser.isAtEnd) throw parser.unexpected()
  return definitions.length === 0 ? body : { kind: 'define', at: definitions[0]?.at ?? 0, definitions, body }
}

/** Parses function definitions and nothing else. */
export function parseLibrary(source: string): Definition[] {
  return parseDefinitions(new Parser(tokenize(source), grammar))
}

/** Everything: pipes of commas of expressions, with definitions, bindings and labels that reach to the end. */
function parseQuery(parser: Parser): Node {
  return parser.nested(() => {
    const { at } = parser
    const stages = [parseCommas(parser)]
    while (parser.accept('|')) stages.push(parseCommas(parser))
    return stages.length === 1 ? (stages[0] as Node) : { kind: 'pipe', at, stages }
  })
}

function parseCommas(parser: Parser): Node {
  const { at } = parser
  const items = [parseReaching(parser)]
  while (parser.accept(',')) items.push(parseReaching(parser))
  return items.length === 1 ? (items[0] as Node) : { kind: 'comma', at, items }
}

/** An expression, or what takes in all that follows it. */
function parseReaching(parser: Parser): Node {
  const { at } = parser
  if (parser.is('def')) {
    const definitions = parseDefinitions(parser)
    return { kind: 'define', at, definitions, body: parseQuery(parser) }
  }
  if (parser.accept('label')) {
    const name = parser.expectKind('variable').text
    parser.expect('|')
    return { kind: 'label', at, name, body: parseQuery(parser) }
  }
  const source = parseExpression(parser, 0)
  if (!parser.accept('as')) return source
  const patterns = parsePatterns(parser)
  parser.expect('|')
  return { kind: 'bind', at, source, patterns, body: parseQuery(parser) }
}

function parseDefinitions(parser: Parser): Definition[] {
  const definitions: Definition[] = []
  while (parser.is('def')) {
    const at = parser.expect('def')
    const name = parser.expectKind('identifier')
    if (name.text.includes('::')) throw new CompileFault('syntax', `unexpected token "${name.text}"`, name.at)
    const params = parser.accept('(') ? parseParams(parser) : []
    parser.expect(':')
    const body = parseQuery(parser)
    parser.expect(';')
    definitions.push({ at, name: name.text, params, body })
  }
  return definitions
}

function parseParams(parser: Parser): string[] {
  const params: string[] = []
  do {
    const { kind, text } = parser.token
    if ((kind !== 'identifier' && kind !== 'variable') || text.includes('::')) throw parser.unexpected()
    params.push(parser.take().text)
  } while (parser.accept(';'))
  parser.expect(')')
  return params
}

interface Operator {
  readonly level: number
  readonly side: 'left' | 'right' | 'none'
}

const left = (level: number): Operator => ({ level, side: 'left' })
const none = (level: number): Operator => ({ level, side: 'none' })
const operators: Readonly<Record<BinaryOperator, Operator>> = {
  '//': { level: 1, side: 'right' },
  '=': none(2),
  '|=': none(2),
  '+=': none(2),
  '-=': none(2),
  '*=': none(2),
  '/=': none(2),
  '%=': none(2),
  '//=': none(2),
  or: left(3),
  and: left(4),
  '==': none(5),
  '!=': none(5),
  '<': none(5),
  '<=': none(5),
  '>': none(5),
  '>=': none(5),
  '+': left(6),
  '-': left(6),
  '*': left(7),
  '/': left(7),
  '%': left(7),
}

/** Operators of that level and those that bind tighter. */
function parseExpression(parser: Parser, level: number): Node {
  let node = parseTerm(parser)
  let most = Infinity
  for (let length = 1; ; length++) {
    const found = operatorAt(parser)
    if (found === undefined) return node
    const { level: own, side } = operators[found]
    if (own < level) return node
    // After `a == b` no other comparison may follow.
    if (own > most) throw parser.unexpected()
    parser.checkChain(length)
    const { at } = parser.take()
    const right = parser.nested(() => parseExpression(parser, side === 'right' ? own : own + 1))
    node = { kind: 'binary', at, operator: found, left: node, right }
    most = side === 'none' ? own - 1 : own
  }
}

function operatorAt(parser: Parser): BinaryOperator | undefined {
  const { kind, text } = parser.token
  // Object.hasOwn says that it is one of the keys.
  return kind === 'punct' && Object.hasOwn(operators, text) ? (text as BinaryOperator) : undefined
}
