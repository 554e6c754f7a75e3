import { compareUtf8, quote } from '@millrace/gjson'
import { isJsonObject } from '@millrace/manifests'
import type { JsonValue } from '@millrace/manifests'

/** A JSON text as Go writes maps: keys sorted by their bytes, `<`, `>` and `&` escaped. */
export function sortedJson(value: JsonValue): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value)
    .toSorted(([a], [b]) => compareUtf8(a, b))
    .map(([name, member]) => `${quote(name)}:${sortedJson(member)}`)
  return `{${members.join(',')}}`
}
