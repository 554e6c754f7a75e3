/** Go's `strings.ToUpper`: each code point by itself, and only to a single one. */
export function upper(text: string): string {
  return mapRunes(text, (rune) => single(upperSpecial(rune) ?? rune.toUpperCase(), rune))
}

/** Go's `strings.ToLower`: no final sigma, no locale. */
export function lower(text: string): string {
  return mapRunes(text, (rune) => (rune === 'İ' ? 'i' : single(rune.toLowerCase(), rune)))
}

function mapRunes(text: string, map: (rune: string) => string): string {
  let out = ''
  for (const rune of text.toWellFormed()) out += map(rune)
  return out
}

function single(mapped: string, rune: string): string {
  return mapped.length === 1 || (mapped.length === 2 && (mapped.codePointAt(0) ?? 0) > 0xffff) ? mapped : rune
}

/** Greek letters with an iota below: JavaScript writes the iota beside the capital, Go has one code point for both. */
function upperSpecial(rune: string): string | undefined {
  const code = rune.charCodeAt(0)
  if (code < 0x1f80 || code > 0x1ff3) return undefined
  if (code < 0x1fb0) return (code & 8) === 0 ? String.fromCharCode(code + 8) : rune
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCharCode(code + 9) : undefined
}
