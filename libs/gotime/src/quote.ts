/** As Go's time package shows a text in a message: bytes that are not printable ASCII as escapes. */
export function quote(text: string): string {
  let out = '"'
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte)
    if (character === '"' || character === '\\') out += `\\${character}`
    else if (byte < 0x20 || byte >= 0x80) out += `\\x${byte.toString(16).padStart(2, '0')}`
    else out += character
  }
  return `${out}"`
}
