import { Failure } from '../fault.ts'
import { quote } from '../text/quote.ts'

export const second = 1_000_000_000n
export const minute = 60n * second
export const hour = 60n * minute

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['m', minute],
  ['h', hour],
])
const beyond = 1n << 63n

/** Go's `time.ParseDuration`: nanoseconds. */
export function parseDuration(text: string): bigint {
  const negative = text.startsWith('-')
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0n
  if (rest === '') throw new Failure(`time: invalid duration ${quote(text)}`)
  let total = 0n
  while (rest !== '') {
    const [all = '', whole = '', fraction = '', unit = ''] = /^(\d*)(?:\.(\d*))?([^.\d]*)/.exec(rest) ?? []
    if (whole === '' && fraction === '') throw new Failure(`time: invalid duration ${quote(text)}`)
    if (unit === '') throw new Failure(`time: missing unit in duration ${quote(text)}`)
    const size = units.get(unit)
    if (size === undefined) throw new Failure(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`)
    total += digitsMax(whole) * size + fractionOf(fraction, size)
    if (digitsMax(whole) * size > beyond || total > beyond) throw new Failure(`time: invalid duration ${quote(text)}`)
    rest = rest.slice(all.length)
  }
  if (negative) return -total
  if (total >= beyond) throw new Failure(`time: invalid duration ${quote(text)}`)
  return total
}

function digitsMax(digits: string): bigint {
  const significant = digits.replace(/^0+/, '')
  return significant.length > 20 ? beyond * 2n : BigInt(significant === '' ? 0 : significant)
}

/** As many digits as fit count; the product is made in floating point and cut. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n
  let scale = 1
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit)
    if (value > (beyond - 1n) / 10n || next > beyond) break
    value = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)))
}

/** Go's `Duration.String`: `1h30m0s`. */
export function formatDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s'
  const sign = nanos < 0n ? '-' : ''
  const size = nanos < 0n ? -nanos : nanos
  if (size < 1_000n) return `${sign}${size}ns`
  if (size < 1_000_000n) return `${sign}${withPoint(size, 3)}\u00b5s`
  if (size < second) return `${sign}${withPoint(size, 6)}ms`
  const seconds = `${withPoint(size % minute, 9)}s`
  if (size < minute) return sign + seconds
  const minutes = `${(size / minute) % 60n}m${seconds}`
  return size < hour ? sign + minutes : `${sign}${size / hour}h${minutes}`
}

function withPoint(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`)
}

/** Go's `Duration.Round`: halves away from zero. */
export function roundDuration(nanos: bigint, unit: bigint): bigint {
  if (unit <= 0n) return nanos
  const rest = nanos % unit
  const size = rest < 0n ? -rest : rest
  const down = nanos - rest
  if (size + size < unit) return down
  const up = nanos < 0n ? down - unit : down + unit
  if (up >= beyond) return beyond - 1n
  return up < -beyond ? -beyond : up
}
