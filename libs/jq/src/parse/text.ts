import type { Node } from './node.ts'
import type { Parser } from './parser.ts'

/** A string. The outputs of each query in it go through the function `format`, and all parts are added up. */
export function parseText(parser: Parser, format: string): Node {
  const { at, parts = [] } = parser.expectKind('text')
  let sum: Node | undefined
  for (const part of parts) {
    const node: Node =
      typeof part === 'string'
        ? { kind: 'literal', at, value: part }
        : formatted(
            parser.within(part, () => parser.query()),
            format,
          )
    sum = sum === undefined ? node : { kind: 'binary', at, operator: '+', left: sum, right: node }
  }
  parser.checkChain(parts.length)
  return sum ?? { kind: 'literal', at, value: '' }
}

/** A format that is not there fails when it is run. */
const functions: Readonly<Record<string, string>> = {
  '@text': 'tostring',
  '@json': 'tojson',
  '@html': '_tohtml',
  '@uri': '_touri',
  '@urid': '_tourid',
  '@csv': '_tocsv',
  '@tsv': '_totsv',
  '@sh': '_tosh',
  '@base64': '_tobase64',
  '@base64d': '_tobase64d',
}

/** The function of a format; for an unknown one the format's own text. */
export function formatFunction(format: string): string {
  return functions[format] ?? format
}

export function callFormat(format: string, at: number): Node {
  if (!format.startsWith('@')) return { kind: 'call', at, name: format, args: [] }
  return { kind: 'call', at, name: 'format', args: [{ kind: 'literal', at, value: format.slice(1) }] }
}

function formatted(query: Node, format: string): Node {
  return { kind: 'pipe', at: query.at, stages: [query, callFormat(format, query.at)] }
}
