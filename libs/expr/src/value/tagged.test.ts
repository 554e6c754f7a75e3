import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnyMap } from './any-map.ts'
import { sameDeeply } from './equal.ts'
import { anyMapType } from './go-type.ts'
import { Panic } from './panic.ts'
import { decodeTagged, encodeTagged } from './tagged.ts'
import type { Json } from './tagged.ts'
import type { Value } from './value.ts'

describe('tagged JSON', () => {
  test.each<[Json]>([
    [{ $int: '9223372036854775807' }],
    [{ $int8: '-128' }],
    [{ $uint64: '18446744073709551615' }],
    [{ $float: '-0' }],
    [{ $float: '+Inf' }],
    [{ $float: '1e+21' }],
    [{ $bytes: 'aGn/AA==' }],
    [{ $str64: 'Yf9i' }],
    [{ $time: '2024-02-29T12:34:56.789+02:00' }],
    [{ $duration: '-5400000000000' }],
    [{ $location: 'Europe/Paris' }],
    [{ $map: [['$a', { $int: '1' }]] }],
    [{ a: [null, true, 'é', { $float: '0.1' }], __proto__2: {} }],
  ])('%j is read and written again', (json) => {
    expect(encodeTagged(decodeTagged(json))).toEqual(json)
  })

  test('a plain number is a float64', () => {
    expect(encodeTagged(decodeTagged([1, 2.5]))).toEqual([{ $float: '1' }, { $float: '2.5' }])
  })

  test('keys that are no texts', () => {
    const map = new AnyMap(anyMapType)
    map.set(1n, 'a')
    map.set(1, 'b')
    map.set('1', 'c')
    map.set(1n, 'd')
    const pairs: Json = [
      [{ $int: '1' }, 'd'],
      [{ $float: '1' }, 'b'],
      ['1', 'c'],
    ]
    expect(encodeTagged(map)).toEqual({ $map: pairs })
  })

  test('any JSON comes back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        // fast-check's JSON is JSON.
        const value = decodeTagged(json as Json)
        expect(sameDeeply(decodeTagged(encodeTagged(value)), value)).toBe(true)
      }),
    )
  })

  test('what shares its parts without end is too large', () => {
    let list: Value = [1, 1]
    for (let level = 0; level < 60; level++) list = [list, list]
    expect(() => encodeTagged(list)).toThrow(Panic)
  })
})
