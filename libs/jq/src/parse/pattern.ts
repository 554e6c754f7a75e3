import { keywords } from '../lex/token.ts'
import type { MemberPattern, Node, Pattern } from './node.ts'
import type { Parser } from './parser.ts'
import { parseText } from './text.ts'

/** One pattern, or several with `?//` between them. */
export function parsePatterns(parser: Parser): Pattern[] {
  const patterns = [parsePattern(parser)]
  while (parser.accept('?//')) patterns.push(parsePattern(parser))
  return patterns
}

export function parsePattern(parser: Parser): Pattern {
  const { at } = parser
  if (parser.token.kind === 'variable') return { kind: 'name', at, name: plainVariable(parser) }
  return parser.nested(() => {
    if (parser.accept('[')) return { kind: 'items', at, items: parseList(parser, ']', parsePattern) }
    parser.expect('{')
    return { kind: 'members', at, members: parseList(parser, '}', parseMember) }
  })
}

function parseList<T>(parser: Parser, end: string, parseOne: (parser: Parser) => T): T[] {
  const list = [parseOne(parser)]
  while (parser.accept(',')) list.push(parseOne(parser))
  parser.expect(end)
  return list
}

function parseMember(parser: Parser): MemberPattern {
  const { kind, text, at } = parser.token
  if (kind === 'variable') {
    const name = plainVariable(parser)
    const key: Node = { kind: 'literal', at, value: name.slice(1) }
    return { key, name, value: parser.accept(':') ? parsePattern(parser) : undefined }
  }
  const key = parseKey(parser, kind, text)
  parser.expect(':')
  return { key, name: undefined, value: parsePattern(parser) }
}

function parseKey(parser: Parser, kind: string, text: string): Node {
  const { at } = parser
  if (kind === 'text') return parseText(parser, 'tostring')
  if (kind === 'identifier' || (kind === 'punct' && keywords.has(text))) {
    return { kind: 'literal', at, value: plainName(parser) }
  }
  parser.expect('(')
  const key = parser.query()
  parser.expect(')')
  return key
}

/** The name of a variable that belongs to no module. */
export function plainVariable(parser: Parser): string {
  if (parser.token.text.includes('::')) throw parser.unexpected()
  return parser.expectKind('variable').text
}

/** A key that is a name, or a keyword. */
export function plainName(parser: Parser): string {
  if (parser.token.text.includes('::')) throw parser.unexpected()
  return parser.take().text
}
