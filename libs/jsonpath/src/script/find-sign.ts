/** Where a sign first stands outside of quotes and brackets; -1 when it does not. */
export function findSign(source: string, sign: string): number {
  let [quote, square, round] = ['', 0, 0]
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? ''
    if (character === '(' || character === ')') {
      if (quote === '' && square <= 0) round += character === '(' ? 1 : -1
    } else if (character === '[' || character === ']') {
      if (quote === '' && round <= 0) square += character === '[' ? 1 : -1
    } else if (character === "'" || character === '"') {
      if ((quote === '' || quote === character) && square <= 0 && round <= 0) quote = quote === '' ? character : ''
    }
    if (quote !== '' || square > 0 || round > 0) continue
    const start = at + 1 - sign.length
    if (start >= 0 && source.startsWith(sign, start)) return start
  }
  return -1
}
