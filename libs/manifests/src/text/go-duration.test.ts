import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseGoDuration } from './go-duration.ts'

const good: readonly (readonly [string, bigint])[] = [
  ['0', 0n],
  ['+0', 0n],
  ['0s', 0n],
  ['5s', 5_000_000_000n],
  ['+5s', 5_000_000_000n],
  ['-5s', -5_000_000_000n],
  ['1h30m', 5_400_000_000_000n],
  ['.5s', 500_000_000n],
  ['1.s', 1_000_000_000n],
  ['1.5h', 5_400_000_000_000n],
  ['100ns', 100n],
  ['11us', 11_000n],
  ['12µs', 12_000n],
  ['12μs', 12_000n],
  ['13ms', 13_000_000n],
  ['3ns2ms1s', 1_002_000_003n],
  ['0.1ns', 0n],
  ['1.9ns', 1n],
  ['0.333333333333333333333h', 1_200_000_000_000n],
  ['0.100000000000000000000h', 360_000_000_000n],
  ['9223372036854775807ns', 9_223_372_036_854_775_807n],
  ['-9223372036854775808ns', -9_223_372_036_854_775_808n],
  ['0000000000000000000000000001s', 1_000_000_000n],
]

const bad: readonly (readonly [string, string])[] = [
  ['', 'time: invalid duration ""'],
  ['-', 'time: invalid duration "-"'],
  ['s', 'time: invalid duration "s"'],
  ['.', 'time: invalid duration "."'],
  ['.s', 'time: invalid duration ".s"'],
  ['5', 'time: missing unit in duration "5"'],
  ['1h5', 'time: missing unit in duration "1h5"'],
  ['1d', 'time: unknown unit "d" in duration "1d"'],
  ['1h -5m', 'time: unknown unit "h -" in duration "1h -5m"'],
  ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
  ['99999999999999999999999s', 'time: invalid duration "99999999999999999999999s"'],
]

describe('parseGoDuration', () => {
  test.each(good)('%s is %s ns', (text, ns) => {
    expect(parseGoDuration(text)).toEqual({ kind: 'duration', ns, ms: Number(ns) / 1e6 })
  })

  test.each(bad)('%j: %s', (text, message) => {
    expect(parseGoDuration(text)).toEqual({ kind: 'fault', message })
  })

  test('any text gives a value or a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.hmsnuµ]*$/)), (text) => {
        const parsed = parseGoDuration(text)
        expect(parsed.kind === 'fault' ? parsed.message : parsed.ns).toBeDefined()
      }),
    )
  })

  test('what is written as whole units is read back exactly', () => {
    const unit = fc.constantFrom(['ns', 1n], ['ms', 1_000_000n], ['s', 1_000_000_000n], ['m', 60_000_000_000n] as const)
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), unit, (count, [name, scale]) => {
        const parsed = parseGoDuration(`${String(count)}${name}`)
        expect(parsed).toMatchObject({ kind: 'duration', ns: BigInt(count) * scale })
      }),
    )
  })
})
