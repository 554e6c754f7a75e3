import { GoTimeError } from './error.ts'
import { quote } from './quote.ts'

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])
const longest = 1n << 63n
/** No number of more digits fits in 63 bits. */
const digitsMax = 19

/** Go's `time.ParseDuration`: nanoseconds. Throws a GoTimeError. */
export function parseDuration(text: string): bigint {
  const invalid = (): GoTimeError => fault(`time: invalid duration ${quote(text)}`)
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  let rest = text.slice(sign.length)
  if (rest === '0') return 0n
  if (rest === '') throw invalid()
  let total = 0n
  while (rest !== '') {
    const number = /^(\d*)(\.?)(\d*)/.exec(rest)
    const [all = '', whole = '', , fraction = ''] = number ?? []
    if (whole === '' && fraction === '') throw invalid()
    if (beyond(whole)) throw invalid()
    rest = rest.slice(all.length)
    const name = /^[^.\d]*/.exec(rest)?.[0] ?? ''
    if (name === '') throw fault(`time: missing unit in duration ${quote(text)}`)
    rest = rest.slice(name.length)
    const unit = units.get(name)
    if (unit === undefined) throw fault(`time: unknown unit ${quote(name)} in duration ${quote(text)}`)
    total += amount(whole, fraction, unit)
    if (total > longest) throw invalid()
  }
  if (sign === '-') return -total
  if (total > longest - 1n) throw invalid()
  return total
}

function beyond(digits: string): boolean {
  const significant = digits.replace(/^0+/, '')
  return significant.length > digitsMax || (significant.length === digitsMax && BigInt(significant) > longest)
}

function fault(message: string): GoTimeError {
  return new GoTimeError('syntax', message)
}

function amount(whole: string, fraction: string, unit: bigint): bigint {
  const base = whole === '' ? 0n : BigInt(whole) * unit
  if (fraction === '') return base
  // As many digits as fit in 63 bits count; the product is made in floating point, and truncated.
  let value = 0n
  let scale = 1
  for (const digit of fraction) {
    const next = value * 10n + BigInt(digit)
    if (value > (longest - 1n) / 10n || next > longest) break
    value = next
    scale *= 10
  }
  return base + BigInt(Math.trunc(Number(value) * (Number(unit) / scale)))
}

/** Go's `Duration.String`, as `1h30m0s`. */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return '0s'
  const sign = ns < 0n ? '-' : ''
  const size = ns < 0n ? -ns : ns
  if (size < 1_000n) return `${sign}${size}ns`
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`
  const whole = size / 1_000_000_000n
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`
  const minutes = (whole / 60n) % 60n
  const hours = whole / 3600n
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`
  return whole >= 60n ? `${sign}${minutes}m${seconds}` : sign + seconds
}

/** An amount with so many decimal places, without the zeros at its end. */
function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  const whole = digits.slice(0, -places)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

export function truncateDuration(ns: bigint, unit: bigint): bigint {
  return unit <= 0n ? ns : ns - (ns % unit)
}

/** Go's `Duration.Round`: halves away from zero; past the longest duration it stays there. */
export function roundDuration(ns: bigint, unit: bigint): bigint {
  if (unit <= 0n) return ns
  const rest = ns % unit
  const size = rest < 0n ? -rest : rest
  const down = ns - rest
  if (size + size < unit) return down
  const up = ns < 0n ? down - unit : down + unit
  if (up === BigInt.asIntN(64, up)) return up
  return ns < 0n ? -longest : longest - 1n
}

/** Whole and fraction of a unit as float64, with Go's rounding: `Hours`, `Minutes`, `Seconds`. */
export function inUnit(ns: bigint, unit: bigint): number {
  return Number(ns / unit) + Number(ns % unit) / Number(unit)
}
