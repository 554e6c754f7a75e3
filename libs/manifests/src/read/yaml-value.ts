import type { JsonValue } from '../schema/json.ts'
import { jsonOf } from './json-of.ts'
import { parseDocuments } from './yaml-documents.ts'

export type YamlValue =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'fault'; readonly message: string }

/** The first document of a YAML text that a manifest holds in one of its fields; an empty text is null. */
export function parseYamlValue(text: string): YamlValue {
  const { documents, faults } = parseDocuments(text)
  const fault = faults.find(({ severity }) => severity === 'error')
  if (fault !== undefined) return { kind: 'fault', message: `${fault.message} (line ${String(fault.line)})` }
  const [document] = documents
  if (document === undefined) return { kind: 'value', value: null }
  const reading = jsonOf(document)
  return reading.kind === 'value' ? reading : { kind: 'fault', message: reading.message }
}
