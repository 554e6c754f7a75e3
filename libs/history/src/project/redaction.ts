import { readPath, redactJson, redactText, redactedMark, type RedactRules } from '@millrace/redaction'
import { bearsSecret } from '@millrace/telemetry/redact'
import { isUtf8 } from 'node:buffer'

/** Takes what may not be kept out of events: what is not there is neither shown nor found. */
export interface Redaction {
  /** Of the data, where it is text; the same bytes where there is nothing to take out. */
  readonly data: (data: Uint8Array) => Uint8Array
  readonly attribute: (name: string, value: string) => string
}

/** By paths such as `body.card.number`, and by what looks like a secret. Throws where a path cannot be read. */
export function redactionOf(paths: readonly string[]): Redaction {
  const rules: RedactRules = { paths: paths.map(readPath), bearsSecret }
  return {
    data(data) {
      if (!isUtf8(data)) return data
      const given = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')
      const { text, redacted } = redactJson(given, rules)
      return redacted ? Buffer.from(text) : data
    },
    attribute: (name, value) => (bearsSecret(name) ? redactedMark : redactText(value).text),
  }
}
