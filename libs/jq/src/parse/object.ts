import { keywords } from '../lex/token.ts'
import type { Entry, Node, ObjectNode } from './node.ts'
import type { Parser } from './parser.ts'
import { plainName, plainVariable } from './pattern.ts'
import { parseText } from './text.ts'

/** `{a: 1, "b": 2, (c): 3, $d, e}`. */
export function parseObject(parser: Parser): ObjectNode {
  const at = parser.expect('{')
  const entries: Entry[] = []
  while (!parser.is('}')) {
    entries.push(parseEntry(parser))
    if (!parser.accept(',')) break
  }
  parser.expect('}')
  return { kind: 'object', at, entries }
}

function parseEntry(parser: Parser): Entry {
  const { at } = parser
  const { kind, text } = parser.token
  if (kind === 'variable') {
    const name = plainVariable(parser)
    const variable: Node = { kind: 'variable', at, name }
    if (parser.accept(':')) return { key: variable, value: parseValue(parser) }
    return { key: { kind: 'literal', at, value: name.slice(1) }, value: variable }
  }
  if (kind === 'text') {
    const key = parseText(parser, 'tostring')
    return { key, value: parser.accept(':') ? parseValue(parser) : undefined }
  }
  if (kind === 'identifier' || (kind === 'punct' && keywords.has(text))) {
    const key: Node = { kind: 'literal', at, value: plainName(parser) }
    return { key, value: parser.accept(':') ? parseValue(parser) : undefined }
  }
  parser.expect('(')
  const key = parser.query()
  parser.expect(')')
  parser.expect(':')
  return { key, value: parseValue(parser) }
}

/** Expressions with pipes between them; a comma ends it. */
function parseValue(parser: Parser): Node {
  const { at } = parser
  const stages = [parser.expression()]
  while (parser.accept('|')) stages.push(parser.expression())
  return stages.length === 1 ? (stages[0] as Node) : { kind: 'pipe', at, stages }
}
