import { fromBytes, quoteJson } from '@millrace/value'
import { quote } from '@millrace/gjson'

/** A text in quotes: as it is, or, when anything in it needs an escape, with all escapes Go knows. */
export function stringify(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return /["\\\u0000-\u001f\u0080-\uffff]/.test(text) ? quote(text) : `"${text}"`
}

/** The same for bytes that should be UTF-8; each byte that is not becomes the escape of U+FFFD. */
export function stringifyBytes(bytes: Uint8Array): string {
  const text = fromBytes(bytes)
  return text.isWellFormed() ? stringify(text) : quoteJson(text)
}
