import { describe, expect, test } from 'vitest'
import { findZone, instantOf } from './zone.ts'

function seconds(text: string): number {
  return Date.parse(text) / 1000
}

describe('offsets', () => {
  test.each([
    ['Europe/Berlin', '2024-01-01T00:00:00Z', 3600],
    ['Europe/Berlin', '2024-07-01T00:00:00Z', 7200],
    ['America/New_York', '2024-03-10T06:59:59Z', -18_000],
    ['America/New_York', '2024-03-10T07:00:00Z', -14_400],
    ['Asia/Kathmandu', '2024-01-01T00:00:00Z', 20_700],
    ['UTC', '2024-01-01T00:00:00Z', 0],
    ['', '2024-01-01T00:00:00Z', 0],
    ['Local', '2024-01-01T00:00:00Z', 0],
  ])('%s at %s', (name, at, offset) => {
    expect(findZone(name)?.(seconds(at))).toBe(offset)
  })

  test('there is none where there is no such zone', () => {
    expect(['Nope/Zone', '+02:00', 'Europe/Berlin ', '../etc'].map(findZone)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('long ago are asked for too', () => {
    expect(findZone('Europe/Berlin')?.(-62_135_596_800)).toBe(3208)
  })
})

/** `local` is what the clocks show, written as if it were UTC; the instants are those that Go gives. */
test.each([
  ['Europe/Berlin', 'an ordinary time', '2024-07-01T12:00:00Z', '2024-07-01T10:00:00Z'],
  ['Europe/Berlin', 'a time that is skipped', '2024-03-31T02:30:00Z', '2024-03-31T01:30:00Z'],
  ['Europe/Berlin', 'a time that comes twice', '2024-10-27T02:30:00Z', '2024-10-27T01:30:00Z'],
  ['America/New_York', 'a time that is skipped', '2024-03-10T02:30:00Z', '2024-03-10T06:30:00Z'],
  ['America/New_York', 'a time that comes twice', '2024-11-03T01:30:00Z', '2024-11-03T05:30:00Z'],
])('in %s the instant of %s', (name, _, local, instant) => {
  const zone = findZone(name)
  expect(zone === undefined ? undefined : instantOf(seconds(local), zone)).toBe(seconds(instant))
})
