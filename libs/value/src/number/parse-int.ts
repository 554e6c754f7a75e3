const bases: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 }
const digitSets: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^[0-9]+$/,
  16: /^[0-9a-fA-F]+$/,
}
const digitsMax = 400

export type ParsedInt =
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'syntax' }
  | { readonly kind: 'range'; readonly value: bigint }

const least = -(1n << 63n)
const greatest = (1n << 63n) - 1n
const unsignedGreatest = (1n << 64n) - 1n

/** Go's `strconv.ParseInt(text, base, 64)`; base 0 goes by the prefix and allows `_` between digits. */
export function parseInt64(text: string, base: 0 | 8 | 10): ParsedInt {
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  const size = magnitude(text.slice(sign.length), base)
  if (size === undefined) return { kind: 'syntax' }
  const value = sign === '-' ? -size : size
  if (value > greatest) return { kind: 'range', value: greatest }
  return value < least ? { kind: 'range', value: least } : { kind: 'int', value }
}

/** Go's `strconv.ParseUint(text, base, 64)`: no sign at all. */
export function parseUint64(text: string, base: 0 | 10): ParsedInt {
  const value = magnitude(text, base)
  if (value === undefined) return { kind: 'syntax' }
  return value > unsignedGreatest ? { kind: 'range', value: unsignedGreatest } : { kind: 'int', value }
}

function magnitude(text: string, base: 0 | 8 | 10): bigint | undefined {
  let digits = text
  let actual: number = base
  if (base === 0) {
    actual = 10
    const prefix = text.startsWith('0') ? text.slice(1, 2).toLowerCase() : ''
    const named = text.length > 2 ? bases[prefix] : undefined
    if (named !== undefined) {
      actual = named
      digits = text.slice(2)
    } else if (text.startsWith('0') && text.length > 1) {
      actual = 8
      digits = text.slice(1)
    }
    if (digits.includes('_')) {
      if (!underscoresFit(text)) return undefined
      digits = digits.replaceAll('_', '')
    }
  }
  if (!(digitSets[actual] ?? /^$/).test(digits)) return undefined
  const significant = digits.replace(/^0+/, '')
  if (significant === '') return 0n
  // Longer than any that fits: what is exact beyond does not matter.
  if (significant.length > digitsMax) return 1n << 80n
  return BigInt((actual === 16 ? '0x' : actual === 8 ? '0o' : actual === 2 ? '0b' : '') + significant)
}

/** Whether each `_` stands between digits, or between the base prefix and one. */
export function underscoresFit(text: string): boolean {
  const unsigned = text.replace(/^[+-]/, '')
  const prefix = /^0[box]/i.exec(unsigned)?.[0] ?? ''
  const digit = prefix.toLowerCase() === '0x' ? /[0-9a-fA-F]/ : /[0-9]/
  let previous = prefix === '' ? 'none' : 'digit'
  for (const character of unsigned.slice(prefix.length)) {
    if (digit.test(character)) previous = 'digit'
    else if (character === '_') {
      if (previous !== 'digit') return false
      previous = 'underscore'
    } else if (previous === 'underscore') return false
    else previous = 'other'
  }
  return previous !== 'underscore'
}
