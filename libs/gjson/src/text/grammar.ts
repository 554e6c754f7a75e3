/** The terminals of RFC 8259. Lengths are 0 where the text does not match. */

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

export function stringLength(json: string, from: number): number {
  let i = from + 1
  for (; i < json.length; i++) {
    const code = json.charCodeAt(i)
    // Most characters are letters beyond all that matters here.
    if (code > 0x5c) continue
    if (code === 0x22) return i + 1 - from
    if (code < 0x20) return 0
    if (code === 0x5c) {
      const escape = escapeLength(json, i)
      if (escape === 0) return 0
      i += escape - 1
    }
  }
  return 0
}

export function numberLength(json: string, from: number): number {
  let i = json.charCodeAt(from) === 0x2d ? from + 1 : from
  const whole = digitCount(json, i)
  if (whole === 0) return 0
  i += json.charCodeAt(i) === 0x30 ? 1 : whole
  if (json.charCodeAt(i) === 0x2e) {
    const fraction = digitCount(json, i + 1)
    if (fraction === 0) return 0
    i += 1 + fraction
  }
  if ((json.charCodeAt(i) | 0x20) === 0x65) {
    const sign = json.charCodeAt(i + 1)
    const start = sign === 0x2b || sign === 0x2d ? i + 2 : i + 1
    const exponent = digitCount(json, start)
    if (exponent === 0) return 0
    i = start + exponent
  }
  return i - from
}

function digitCount(json: string, from: number): number {
  let i = from
  for (; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (code < 0x30 || code > 0x39) break
  }
  return i - from
}

function escapeLength(json: string, i: number): number {
  const kind = json.charAt(i + 1)
  if (kind === 'u') return /^[0-9a-fA-F]{4}$/.test(json.slice(i + 2, i + 6)) ? 6 : 0
  return kind !== '' && '"\\/bfnrt'.includes(kind) ? 2 : 0
}
