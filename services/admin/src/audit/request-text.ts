import { toJson, type DescMessage, type JsonValue, type Message } from '@bufbuild/protobuf'
import { REDACTED, bearsSecret } from '@millrace/telemetry'

/** Characters of a request that are kept. */
const lengthMax = 4_096
/** Fields that hold what people sent, which may be anything. */
const contents = new Set(['data', 'manifest', 'json'])

/** A request as JSON for the audit: cut, without contents and without what looks like a secret. */
export function requestText(schema: DescMessage, request: Message): string {
  const text = JSON.stringify(plain('', toJson(schema, request)))
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`
}

function plain(key: string, value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    if (contents.has(key)) return `(${value.length} characters)`
    return bearsSecret(key) ? REDACTED : value
  }
  if (Array.isArray(value)) return value.map((one) => plain(key, one))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(name, one)]))
}
