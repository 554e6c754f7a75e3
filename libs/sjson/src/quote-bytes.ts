import { stringify } from './encode.ts'

/** A JSON string of bytes that should be UTF-8; each byte that is not becomes the escape of U+FFFD. */
export function quoteBytes(bytes: Uint8Array): string {
  return ''
}
