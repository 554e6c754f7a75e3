import { JsonNumber, decodeJson, isJsonMap, setMember, shapeOfJson, writeJson } from '@millrace/value'
import type { JsonShape, Writable } from '@millrace/value'

/**
 * Writes a JSON object's text anew the way Go does after decoding it into `any`: keys sorted at every level, the last of
 * several equal ones kept, strings and fractions in their canonical form. Integers keep their digits, where Go's float64
 * damages those above 2^53. `extra` members replace members of the same key.
 */
export function sortedObject(text: string, extra: Readonly<Record<string, string>>): string {
  const value = decodeJson(text, { numbers: 'digits' })
  const object = isJsonMap(value) ? value : {}
  for (const [key, member] of Object.entries(extra)) setMember(object, key, member)
  return writeJson<Writable>(object, shapeOf)
}

function shapeOf(value: Writable): JsonShape<Writable> {
  if (!(value instanceof JsonNumber) || value.isInteger) return shapeOfJson(value)
  const float = Number(value.text)
  // What no float64 holds stays.
  return Number.isFinite(float) ? shapeOfJson(float) : value.text
}
