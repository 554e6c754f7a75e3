/** Go's shortest `%g`, which is also `%v`: an exponent below 1e-4 and from 1e6. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  if (Object.is(value, -0)) return '-0'
  const [digits = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (value !== 0 && (exponent < -4 || exponent >= exponentFrom)) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  return plainDecimal(digits, exponent)
}

const exponentFrom = 6

function plainDecimal(digits: string, exponent: number): string {
  const sign = digits.startsWith('-') ? '-' : ''
  const all = digits.replace(/[-.]/g, '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${all}`
  const whole = all.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = all.slice(exponent + 1)
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}

const decimal = /^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(e[+-]?\d[\d_]*)?$/i
const hexadecimal = /^([+-]?)0x([\da-f_]*)\.?([\da-f_]*)p([+-]?\d[\d_]*)$/i

/** Go's `strconv.ParseFloat(text, 64)`; undefined for what it refuses, which includes what is too large. */
export function parseFloat64(text: string): number | undefined {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text)
  if (special !== null) {
    const [, sign = '', name = ''] = special
    if (name.toLowerCase() === 'nan') return sign === '' ? Number.NaN : undefined
    return sign === '-' ? -Infinity : Infinity
  }
  if (text.includes('_') && !underscoresFit(text)) return undefined
  const value = decimal.test(text) ? Number(text.replaceAll('_', '')) : parseHex(text)
  return value === undefined || !Number.isFinite(value) ? undefined : value
}

/** Each underscore must stand between digits, or after the base prefix. */
function underscoresFit(text: string): boolean {
  const rest = text.replace(/^[+-]/, '')
  const hex = /^0x/i.test(rest)
  const digits = hex ? rest.slice(2) : rest
  const digit = hex ? '[\\da-f]' : '\\d'
  const lonely = new RegExp(`(?<!${digit}${hex ? '|^' : ''})_|_(?!${digit})`, 'i')
  return !lonely.test(digits)
}

function parseHex(text: string): number | undefined {
  const found = hexadecimal.exec(text.replaceAll('_', ''))
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = found
  if (whole === '' && fraction === '') return undefined
  const mantissa = BigInt(`0x${whole}${fraction}`)
  const exponent = Math.max(-1e6, Math.min(1e6, Number(power))) - 4 * fraction.length
  const value = scale(mantissa, exponent)
  return sign === '-' ? -value : value
}

/** mantissa × 2^exponent, rounded once to the nearest float64. */
function scale(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0
  const bits = mantissa.toString(2).length
  if (bits + exponent > 1024) return Infinity
  if (bits + exponent < -1080) return 0
  if (exponent >= 0) return Number(mantissa << BigInt(exponent))
  // The least bit of the result: 53 bits wide, or the last of the subnormals.
  const drop = Math.max(bits - 53, -1074 - exponent)
  if (drop <= 0) return Number(mantissa) * 2 ** Math.max(exponent, -1074) * 2 ** Math.min(0, exponent + 1074)
  const unit = 1n << BigInt(drop)
  const rest = mantissa % unit
  let kept = mantissa / unit
  if (rest * 2n > unit || (rest * 2n === unit && kept % 2n === 1n)) kept += 1n
  return Number(kept) * 2 ** Math.max(exponent + drop, -1074)
}
