import type { Parser } from './option.ts'

/** A host and a port, as a server listens on or a client connects to. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/** Longest text a setting may hold. */
const textMax = 4_096
/** Longest wait a timer of Node can take: 2³¹ − 1 ms, some 24 days. */
const durationMaxMs = 2_147_483_647
const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** A parser from a function that gives undefined for what it does not take. */
export function parser<T>(
  expects: string,
  read: (text: string) => T | undefined,
  show?: (value: T) => string,
): Parser<T> {
  const parse = (text: string): T => {
    const value = read(text)
    if (value === undefined) throw new TypeError(`expected ${expects}`)
    return value
  }
  return Object.assign(parse, { expects }, show === undefined ? {} : { show })
}

/** Any text of at most 4,096 characters, taken as it is. */
export const text: Parser<string> = parser(`a text of at most ${textMax} characters`, (given) =>
  given.length <= textMax ? given : undefined,
)

/** An absolute URL with a host, kept as it was written. */
export const url: Parser<string> = urlOf()

/** A URL of one of these schemes; of any if none is named. */
export function urlOf(...schemes: readonly string[]): Parser<string> {
  const example = `${schemes[0] ?? 'nats'}://127.0.0.1:${schemes[0]?.startsWith('http') ? '4318' : '4222'}`
  const kind = schemes.length === 0 ? 'a URL' : `a URL (${schemes.join(', ')})`
  return parser(`${kind} such as ${example}`, (given) => {
    const parsed = URL.parse(given)
    if (parsed === null || parsed.host === '') return undefined
    return schemes.length === 0 || schemes.includes(parsed.protocol.slice(0, -1)) ? given : undefined
  })
}

/** A whole number in decimal digits, within its bounds. */
export function int(bounds: { readonly min?: number; readonly max?: number } = {}): Parser<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = bounds
  return parser(`an integer${range(bounds.min, bounds.max)}`, (given) => {
    if (!/^[-+]?\d{1,16}$/.test(given)) return undefined
    const value = Number(given)
    return value >= min && value <= max ? value : undefined
  })
}

/** A TCP port; 0 takes a free one. */
export const port: Parser<number> = int({ min: 0, max: 65_535 })

/** A duration such as `250ms`, `5s`, `1m30s`, `2h`; gives milliseconds, whole ones. */
export const durationMs: Parser<number> = durationIn({})

/** A duration within bounds. */
export function durationIn(bounds: { readonly minMs?: number; readonly maxMs?: number }): Parser<number> {
  const { minMs = 0, maxMs = durationMaxMs } = bounds
  const limits = range(
    bounds.minMs === undefined ? undefined : showDuration(bounds.minMs),
    bounds.maxMs === undefined ? undefined : showDuration(bounds.maxMs),
  )
  const read = (given: string): number | undefined => {
    if (given === '0') return minMs === 0 ? 0 : undefined
    if (!/^(?:\d{1,10}(?:\.\d{1,9})?(?:ms|s|m|h))+$/.test(given)) return undefined
    let total = 0
    for (const [, amount, unit] of given.matchAll(/([\d.]+)(ms|s|m|h)/g))
      total += Number(amount) * (units[unit ?? ''] ?? 0)
    // 0.1 + 0.2 in binary: a hair beside the whole is whole.
    const whole = Math.round(total)
    return Math.abs(total - whole) < 1e-6 && whole >= minMs && whole <= maxMs ? whole : undefined
  }
  return parser(`a duration such as 250ms, 5s or 1m30s${limits}`, read, showDuration)
}

/** `true` or `false`; `yes`, `no`, `on`, `off`, `1` and `0` are taken too, in any case. */
export const bool: Parser<boolean> = parser('true or false', (given) => {
  const word = given.toLowerCase()
  if (['true', 'yes', 'on', '1'].includes(word)) return true
  return ['false', 'no', 'off', '0'].includes(word) ? false : undefined
})

/** One word of a closed set. */
export function oneOf<const W extends string>(...words: readonly [W, ...W[]]): Parser<W> {
  return parser(`one of ${words.join(', ')}`, (given) => words.find((word) => word === given))
}

/** Texts parted by commas; blanks around them and empty ones are left out. */
export const list: Parser<readonly string[]> = listOf(text)

/** Values parted by commas, each read by the parser. */
export function listOf<T>(each: Parser<T>): Parser<readonly T[]> {
  const parts = (given: string): readonly T[] =>
    given
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => each(part))
  const expects =
    each === (text as unknown) ? 'texts parted by commas' : `a list parted by commas, each ${each.expects ?? ''}`
  return parser(expects, parts, (values) => values.map((value) => each.show?.(value) ?? String(value)).join(','))
}

/** `host:port`, `[::1]:port`, or `:port` for every address. */
export const hostPort: Parser<HostPort> = parser(
  'an address such as 127.0.0.1:7070',
  (given) => {
    const [, bracketed, plain = '', digits = ''] =
      /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/@]*)):(\d{1,5})$/.exec(given) ?? []
    const number = Number(digits)
    if (digits === '' || number > 65_535) return undefined
    return { host: bracketed ?? (plain === '' ? '0.0.0.0' : plain), port: number }
  },
  ({ host, port: number }) => (host.includes(':') ? `[${host}]:${number}` : `${host}:${number}`),
)

function range(min: number | string | undefined, max: number | string | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return `, at least ${min}`
  return max === undefined ? '' : `, at most ${max}`
}

function showDuration(ms: number): string {
  for (const unit of ['h', 'm', 's']) {
    const size = units[unit] ?? 1
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}
