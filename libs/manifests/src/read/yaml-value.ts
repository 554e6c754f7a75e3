import type { JsonValue } from '../schema/json.ts'
import { jsonOf } from './json-of.ts'
import { parseDocuments } from './yaml-documents.ts'
import type { YamlText } from './yaml-documents.ts'

export type YamlValue =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'fault'; readonly message: string }

/** A JSON value in which integers that a double does not hold are bigints. */
export type ExactValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly ExactValue[]
  | { readonly [name: string]: ExactValue }

/** The first document of an event's data in YAML, with all digits of integers up to 64 bits. */
export function parseYamlData(
  text: string,
): { readonly kind: 'value'; readonly value: ExactValue } | Extract<YamlValue, { kind: 'fault' }> {
  return firstOf(parseDocuments(text, 'exact'))
}

/** The first document of a YAML text that a manifest holds in one of its fields; an empty text is null. */
export function parseYamlValue(text: string): YamlValue {
  return firstOf(parseDocuments(text))
}

function firstOf({ documents, faults }: YamlText): YamlValue {
  const fault = faults.find(({ severity }) => severity === 'error')
  if (fault !== undefined) return { kind: 'fault', message: `${fault.message} (line ${String(fault.line)})` }
  const [document] = documents
  if (document === undefined) return { kind: 'value', value: null }
  const reading = jsonOf(document)
  return reading.kind === 'value' ? reading : { kind: 'fault', message: reading.message }
}
