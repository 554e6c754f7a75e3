const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Printable ASCII but space, double quote and percent: what stands for itself in a header. */
const plain = /^[!#$&-~]*$/u

/** Writes an attribute's value so that it can stand in an HTTP header: percent-encoded UTF-8. */
export function encodeHeaderValue(value: string): string {
  if (plain.test(value)) return value
  let encoded = ''
  for (const byte of Buffer.from(value, 'utf8')) {
    const char = String.fromCharCode(byte)
    encoded += plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

/**
 * Reads an attribute's value from an HTTP header whose characters stand for bytes: undoes double quotes, then
 * percent-encoding once, then UTF-8. Undefined when one of the three is malformed.
 */
export function decodeHeaderValue(header: string): string | undefined {
  if (plain.test(header)) return header
  const unquoted = unquote(header.trim())
  if (unquoted === undefined) return undefined
  const bytes = percentDecode(unquoted)
  if (bytes === undefined) return undefined
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** A value that opens with a double quote is a quoted string; any other is taken as it is. */
function unquote(text: string): string | undefined {
  if (!text.startsWith('"')) return text
  if (!/^"(?:[^"\\]|\\.)*"$/su.test(text)) return undefined
  return text.slice(1, -1).replaceAll(/\\(.)/gsu, '$1')
}

function percentDecode(text: string): Uint8Array | undefined {
  const raw = Buffer.from(text, 'latin1')
  const bytes = Buffer.allocUnsafe(raw.length)
  let length = 0
  for (let at = 0; at < raw.length; at += 1) {
    let byte = raw[at] ?? 0
    if (byte === 0x25) {
      const digits = raw.toString('latin1', at + 1, at + 3)
      if (!/^[0-9a-fA-F]{2}$/u.test(digits)) return undefined
      byte = Number.parseInt(digits, 16)
      at += 2
    }
    bytes[length] = byte
    length += 1
  }
  return bytes.subarray(0, length)
}
