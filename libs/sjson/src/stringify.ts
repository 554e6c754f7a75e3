import { quote } from '@millrace/gjson'

/** A text in quotes: as it is, or, when anything in it needs an escape, with all escapes Go knows. */
export function stringify(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return /["\\\u0000-\u001f\u0080-\uffff]/.test(text) ? quote(text) : `"${text}"`
}

/** The same for bytes that should be UTF-8; each byte that is not becomes the escape of U+FFFD. */
export function stringifyBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const runs: string[] = []
  let start = 0
  let i = 0
  while (i < buffer.length) {
    const length = characterLength(buffer, i)
    if (length === 0) {
      runs.push(buffer.toString('utf8', start, i))
      start = i + 1
    }
    i += Math.max(length, 1)
  }
  runs.push(buffer.toString('utf8', start))
  if (runs.length === 1) return stringify(runs[0] ?? '')
  return `"${runs.map((run) => quote(run).slice(1, -1)).join('\\ufffd')}"`
}

/** How many bytes the UTF-8 character at `i` has; 0 when there is none. */
function characterLength(bytes: Buffer, i: number): number {
  const first = bytes[i] ?? 0
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k] ?? 0
    if (next < 0x80 || next > 0xbf) return 0
  }
  const second = bytes[i + 1] ?? 0
  // Overlong forms, halves of surrogate pairs, and what lies beyond U+10FFFF.
  const wrong =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f)
  return wrong ? 0 : length
}
