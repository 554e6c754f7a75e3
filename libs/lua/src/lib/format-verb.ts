import { formatFloat as goFloat } from '@millrace/value'
import { runeAt, runeBytes } from '../text/bytes.ts'
import { isInteger, numberText, toInt64 } from '../text/number.ts'
import { parseNumber } from '../text/parse-number.ts'
import { quote } from '../text/quote.ts'

/** What stands between the `%` and the verb. */
export interface Flags {
  readonly plus: boolean
  readonly minus: boolean
  readonly sharp: boolean
  readonly space: boolean
  readonly zero: boolean
  readonly width: number
  /** Undefined when there is none. */
  readonly precision: number | undefined
}

/** A number, as gopher-lua tells Go to print it: as a string, an integer or a float, by the verb. */
export function formatNumber(number: number, verb: string, flags: Flags): string {
  if (verb === 'q' || verb === 's') return formatString(numberText(number), verb, flags)
  if ('bcdoxXU'.includes(verb)) return formatInteger(toInt64(number), verb, flags)
  if ('eEfFgG'.includes(verb)) return formatFloat(number, verb, flags)
  if (verb === 'i') return formatInteger(toInt64(number), 'd', flags)
  if (verb === 'v') return formatPlain(number, { ...flags, plus: false, sharp: false })
  if (isInteger(number)) return formatInteger(number, verb, flags)
  return badVerb(verb, 'float64', formatFloat(number, 'v', flags))
}

function formatPlain(number: number, flags: Flags): string {
  return isInteger(number) ? formatInteger(number, 'v', flags) : formatFloat(number, 'v', flags)
}

/** A string of a script. With `%d`, gopher-lua prints one that is a number as it is, and 0 for any other. */
export function formatText(bytes: string, verb: string, flags: Flags): string {
  if (verb !== 'd' && verb !== 'i') return formatString(bytes, verb, flags)
  return parseNumber(bytes) === undefined ? formatInteger(0, 'd', flags) : formatString(bytes, 's', flags)
}

export function formatString(bytes: string, verb: string, flags: Flags): string {
  switch (verb) {
    case 'v':
      return flags.sharp ? pad(quote(bytes, false), flags) : pad(cut(bytes, flags), flags)
    case 's':
      return pad(cut(bytes, flags), flags)
    case 'q':
      return pad(quoteWith(cut(bytes, flags), flags), flags)
    case 'x':
    case 'X':
      return pad(hex(bytes, verb, flags), flags)
    default:
      return badVerb(verb, 'string', pad(cut(bytes, flags), flags))
  }
}

/** `#` asks for backquotes, where they can be. */
function quoteWith(bytes: string, { plus, sharp }: Flags): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it must not hold
  if (sharp && !/[`\u0000-\u0008\u000a-\u001f\u007f-\u00ff]/.test(bytes)) return `\`${bytes}\``
  return quote(bytes, plus)
}

export function badVerb(verb: string, type: string, shown: string): string {
  return `%!${runeBytes(verb.codePointAt(0) ?? 0)}(${type}=${shown})`
}

/** Keeps as many characters as the precision says. */
function cut(bytes: string, { precision }: Flags): string {
  if (precision === undefined || precision >= bytes.length) return bytes
  let at = 0
  for (let count = 0; count < precision && at < bytes.length; count++) at += runeAt(bytes, at).size
  return bytes.slice(0, at)
}

function hex(bytes: string, verb: string, { precision, space, sharp }: Flags): string {
  const shown = precision === undefined ? bytes : bytes.slice(0, precision)
  const parts = Array.from(shown, (char) => char.charCodeAt(0).toString(16).padStart(2, '0'))
  const prefix = sharp && parts.length > 0 ? '0x' : ''
  const text = space ? parts.map((part) => prefix + part).join(' ') : prefix + parts.join('')
  return verb === 'X' ? text.toUpperCase() : text
}

/** Fills up to the width, counted in characters. */
export function pad(bytes: string, { width, minus, zero }: Flags): string {
  if (width === 0) return bytes
  let count = 0
  for (let at = 0; at < bytes.length; at += runeAt(bytes, at).size) count++
  const fill = Math.max(0, width - count)
  if (minus) return bytes + ' '.repeat(fill)
  return (zero ? '0' : ' ').repeat(fill) + bytes
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, x: 16, X: 16, d: 10, v: 10 }
const prefixes: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' }

function formatInteger(integer: number, verb: string, flags: Flags): string {
  if (verb === 'c') return pad(runeBytes(integer), { ...flags, zero: false })
  if (verb === 'U') {
    const digits = integer.toString(16).toUpperCase().padStart(4, '0')
    return pad(`U+${digits}`, { ...flags, zero: false })
  }
  const base = bases[verb]
  if (base === undefined) return badVerb(verb, 'int64', formatInteger(integer, 'd', flags))
  const { precision, sharp, plus, space } = flags
  const sign = integer < 0 ? '-' : plus ? '+' : space ? ' ' : ''
  const prefix = verb === 'O' ? '0o' : sharp ? (prefixes[verb] ?? '') : ''
  let digits = BigInt(Math.abs(integer)).toString(base)
  if (verb === 'X') digits = digits.toUpperCase()
  if (precision !== undefined) {
    if (precision === 0 && integer === 0) return ' '.repeat(flags.width)
    digits = digits.padStart(precision, '0')
  } else if (flags.zero && !flags.minus) digits = digits.padStart(flags.width - sign.length, '0')
  if (prefix === '0' && digits.startsWith('0')) return pad(sign + digits, { ...flags, zero: false })
  return pad(sign + prefix + digits, { ...flags, zero: false })
}

function formatFloat(number: number, verb: string, flags: Flags): string {
  const { plus, space, zero, minus, width } = flags
  const isNegative = number < 0 || Object.is(number, -0)
  const sign = isNegative ? '-' : plus || number === Infinity ? '+' : space ? ' ' : ''
  if (!Number.isFinite(number)) {
    const body = Number.isNaN(number) ? `${plus ? '+' : space ? ' ' : ''}NaN` : `${sign}Inf`
    // Without a plus, Go shows the sign of an infinity all the same.
    return pad(body, { ...flags, zero: false })
  }
  const body = floatBody(Math.abs(number), verb, flags)
  if (zero && !minus) return sign + body.padStart(width - sign.length, '0')
  return pad(sign + body, { ...flags, zero: false })
}

function floatBody(size: number, verb: string, { precision, sharp }: Flags): string {
  switch (verb) {
    case 'e':
    case 'E':
      return goFloat(size, verb, precision ?? 6)
    case 'f':
    case 'F':
      return goFloat(size, 'f', precision ?? 6)
    default: {
      const format = verb === 'G' ? 'G' : 'g'
      return sharp
        ? withZeros(goFloat(size, format, precision ?? 6), precision ?? 6)
        : goFloat(size, format, precision ?? -1)
    }
  }
}

/** `#` keeps the zeros at the end: as many digits as the precision says. */
function withZeros(text: string, precision: number): string {
  const [digits = '', exponent] = text.split(/(?=[eE])/)
  const pointed = digits.includes('.') ? digits : `${digits}.`
  const count = pointed.replace(/^0\.0*|\./g, '').length
  return pointed + '0'.repeat(Math.max(0, precision - count)) + (exponent ?? '')
}
