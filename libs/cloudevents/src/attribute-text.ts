import type { AttributeValue } from './event.ts'
import { formatTimestamp } from './timestamp.ts'

/** The canonical text of an attribute's value: what stands in headers, and in JSON for what JSON has no type for. */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return formatTimestamp(value)
}
