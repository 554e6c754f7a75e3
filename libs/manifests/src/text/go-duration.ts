/** What a Go duration text means. `ns` is exact; `ms` is the same as a JavaScript number, fractions included. */
export type GoDuration =
  | { readonly kind: 'duration'; readonly ns: bigint; readonly ms: number }
  | { readonly kind: 'fault'; readonly message: string }

const nsPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}

/** The largest magnitude that Go's 64-bit duration holds; only a negative one reaches it. */
const nsMax = 2n ** 63n

const shownMax = 60
const digitsMax = 20
const part = /(\d*)(?:\.(\d*))?([^\d.]*)/y

/**
 * Reads `1h30m`, `500ms`, `-1.5s`, `0` as Go's `time.ParseDuration` does: the same texts pass, with the same value to
 * the nanosecond (a fraction of one is cut off), and the messages are Go's.
 */
export function parseGoDuration(text: string): GoDuration {
  const shown = JSON.stringify(text.length > shownMax ? `${text.slice(0, shownMax)}…` : text)
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text
  const negative = text.startsWith('-')
  if (unsigned === '0') return duration(0n)
  if (unsigned === '') return invalid(shown)
  let total = 0n
  part.lastIndex = 0
  while (part.lastIndex < unsigned.length) {
    const [, whole = '', fraction = '', unit = ''] = part.exec(unsigned) ?? []
    if (whole === '' && fraction === '') return invalid(shown)
    if (unit === '') return { kind: 'fault', message: `time: missing unit in duration ${shown}` }
    const scale = Object.hasOwn(nsPerUnit, unit) ? nsPerUnit[unit] : undefined
    if (scale === undefined)
      return { kind: 'fault', message: `time: unknown unit ${JSON.stringify(unit)} in duration ${shown}` }
    const digits = whole.replace(/^0+/, '')
    if (digits.length > digitsMax) return invalid(shown)
    total += BigInt(digits === '' ? '0' : digits) * scale + fractionNs(fraction, scale)
    if (total > nsMax) return invalid(shown)
  }
  if (!negative && total === nsMax) return invalid(shown)
  return duration(negative ? -total : total)
}

/** Whole nanoseconds of a decimal fraction, by floating point as Go computes it, so that both round alike. */
function fractionNs(fraction: string, scale: bigint): bigint {
  let digits = 0n
  let power = 1
  for (const digit of fraction) {
    if (digits > (nsMax - 1n) / 10n) break
    digits = digits * 10n + BigInt(digit)
    power *= 10
  }
  return BigInt(Math.trunc(Number(digits) * (Number(scale) / power)))
}

function duration(ns: bigint): GoDuration {
  return { kind: 'duration', ns, ms: Number(ns) / 1e6 }
}

function invalid(shown: string): GoDuration {
  return { kind: 'fault', message: `time: invalid duration ${shown}` }
}
