const surrogates = /[\ud800-\udfff]/

export function hasSurrogates(text: string): boolean {
  return surrogates.test(text)
}

/** Where the character of that number begins, in UTF-16 units; the text's length when there is none. */
export function unitOffset(text: string, rune: number): number {
  if (!surrogates.test(text)) return Math.min(rune, text.length)
  let unit = 0
  for (let left = rune; left > 0 && unit < text.length; left--) unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1
  return unit
}
