import { fromBytes } from '@millrace/value'

/** Reads UTF-8 as Go does: each byte that belongs to no character becomes U+FFFD. */
export function goUtf8(bytes: Buffer): string {
  return fromBytes(bytes).toWellFormed()
}

/** Text whose characters stand for bytes (a header as node:http gives it), read as UTF-8. */
export function goHeaderText(latin1: string): string {
  if (/^\p{ASCII}*$/u.test(latin1)) return latin1
  return goUtf8(Buffer.from(latin1, 'latin1'))
}
