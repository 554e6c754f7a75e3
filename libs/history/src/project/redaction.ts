import { marksFinder, readPath, redactJson, redactText, redactedMark, type RedactRules } from '@millrace/redaction'
import { bearsSecret, secretMarks } from '@millrace/telemetry/redact'
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
  const mayBearSecret = marksFinder(secretMarks)
  return {
    data(data) {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
      // Most data has nothing to take out: that is seen at a fraction of what reading it takes.
      if (paths.length === 0 && !mayBearSecret(bytes) && !mayHaveUser(bytes)) return data
      if (!isUtf8(data)) return data
      const given = bytes.toString('utf8')
      const { text, redacted } = redactJson(given, rules)
      return redacted ? Buffer.from(text) : data
    },
    attribute: (name, value) => (bearsSecret(name) ? redactedMark : redactText(value).text),
  }
}

/** Whether there may be a URL with a user in it. */
const mayHaveUser = (bytes: Buffer): boolean => bytes.includes('@') && bytes.includes('://')
