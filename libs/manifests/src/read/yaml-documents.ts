import { Composer, LineCounter, Parser, type CST, type Document, type ParsedNode } from 'yaml'
import { depthOf } from './depth.ts'
import type { Position } from './source.ts'
import { yamlOptions } from './yaml-options.ts'
import type { Integers } from './yaml-options.ts'

/** The longest text that is read, in UTF-16 units. */
export const textLengthMax = 8 * 1_048_576

/** How deep lists and maps may nest. */
export const depthMax = 200

/** How many documents of one text are read. */
export const documentsMax = 10_000

/** How many syntax errors are told of one document; those after the first are mostly its echo. */
const faultsPerDocumentMax = 3

export interface TextFault extends Position {
  readonly severity: 'error' | 'warning'
  readonly code: 'syntax' | 'limit'
  readonly message: string
}

export type YamlDocument = Document.Parsed<ParsedNode>

export interface YamlText {
  /** The documents without errors; a broken one does not hide the others. */
  readonly documents: readonly YamlDocument[]
  readonly faults: readonly TextFault[]
  readonly positionOf: (offset: number) => Position
}

/** Splits a text into its documents. JSON is read as the YAML that it is. */
export function parseDocuments(text: string, integers: Integers = 'float64'): YamlText {
  const counter = new LineCounter()
  const positionOf = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  if (text.length > textLengthMax) {
    const message = `the text is longer than ${String(textLengthMax)} characters`
    return { documents: [], faults: [{ severity: 'error', code: 'limit', message, line: 1, column: 1 }], positionOf }
  }
  const faults: TextFault[] = []
  const tokens = new Parser(counter.addNewLine).parse(text)
  const composer = new Composer<ParsedNode>(yamlOptions(counter, integers))
  const documents: YamlDocument[] = []
  for (const document of composer.compose(shallow(tokens, positionOf, faults), false, text.length)) {
    for (const error of document.errors.slice(0, faultsPerDocumentMax)) {
      faults.push({ severity: 'error', code: 'syntax', message: error.message, ...positionOf(error.pos[0]) })
    }
    for (const warning of document.warnings.slice(0, faultsPerDocumentMax)) {
      faults.push({ severity: 'warning', code: 'syntax', message: warning.message, ...positionOf(warning.pos[0]) })
    }
    if (document.errors.length === 0) documents.push(document)
    if (documents.length === documentsMax) {
      const message = `the text has more than ${String(documentsMax)} documents; the rest is not read`
      faults.push({ severity: 'error', code: 'limit', message, ...positionOf(document.range[2]) })
      break
    }
  }
  return { documents, faults, positionOf }
}

function* shallow(
  tokens: Iterable<CST.Token>,
  positionOf: (offset: number) => Position,
  faults: TextFault[],
): Generator<CST.Token, void> {
  for (const token of tokens) {
    if (token.type !== 'document' || depthOf(token) <= depthMax) yield token
    else {
      const message = `nested more than ${String(depthMax)} levels deep`
      faults.push({ severity: 'error', code: 'limit', message, ...positionOf(token.offset) })
    }
  }
}
