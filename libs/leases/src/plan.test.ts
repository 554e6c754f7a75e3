import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownerOf } from './owner-of.ts'
import { planLeases, type SeenLease, type Sight } from './plan.ts'

const lease = (holder: string, seenMs = 0): SeenLease => ({ holder, revision: 7, atMs: 0, seenMs })
const sight = (more: Partial<Sight>): Sight => ({
  me: 'a',
  alive: new Map([['a', 'w']]),
  leaving: new Set(),
  leases: new Map(),
  wanted: new Set(['k']),
  nowMs: 0,
  graceMs: 1_000,
  ...more,
})

test('who is alone claims what is free, what nobody made yet, and what a dead one held', () => {
  expect(planLeases(sight({}))).toEqual({ keep: [], release: [], claim: [{ key: 'k', revision: 0 }] })
  for (const holder of ['', 'dead']) {
    const leases = new Map([['k', lease(holder)]])
    expect(planLeases(sight({ leases })).claim).toEqual([{ key: 'k', revision: 7 }])
  }
})

test('what a leaving one holds is left to it until it has given it back', () => {
  const leaving = new Set(['gone'])
  expect(planLeases(sight({ leaving, leases: new Map([['k', lease('gone')]]) })).claim).toEqual([])
  expect(planLeases(sight({ leaving, leases: new Map([['k', lease('')]]) })).claim).toHaveLength(1)
})

test('what one holds is kept, and given up when it is not wanted any more', () => {
  const leases = new Map([
    ['k', lease('a')],
    ['old', lease('a')],
  ])
  expect(planLeases(sight({ leases }))).toEqual({ keep: ['k'], release: ['old'], claim: [] })
})

const ids = ['a', 'b', 'c', 'd']
const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`)

test('replicas that see the same give each key to one of them, and nobody takes a lease from a living one', () => {
  const holders = fc.constantFrom('', 'dead', ...ids)
  fc.assert(
    fc.property(fc.subarray(ids, { minLength: 1 }), fc.array(holders, { minLength: 40, maxLength: 40 }), (up, held) => {
      const alive = new Map(up.map((id) => [id, 'w']))
      const leases = new Map(keys.map((key, n) => [key, lease(held[n] ?? '')]))
      const claimed = new Map<string, string>()
      for (const me of up) {
        for (const { key } of planLeases(sight({ me, alive, leases, wanted: new Set(keys) })).claim) {
          expect(claimed.get(key)).toBeUndefined()
          claimed.set(key, me)
          expect(alive.has(leases.get(key)?.holder ?? '')).toBe(false)
        }
      }
      // Nothing that is free is left to nobody.
      for (const [key, { holder }] of leases) expect(claimed.has(key)).toBe(!alive.has(holder))
    }),
  )
})

test('a replica that comes takes over its share, and moves nothing between the others', () => {
  const before = new Map(keys.map((key) => [key, ownerOf(key, ['a', 'b'])]))
  const moved = keys.filter((key) => ownerOf(key, ['a', 'b', 'c']) !== before.get(key))
  expect(moved.length).toBeGreaterThan(0)
  expect(moved.length).toBeLessThan(keys.length)
  for (const key of moved) expect(ownerOf(key, ['a', 'b', 'c'])).toBe('c')
})

test('a replica that wants something else has no turn, and what is left alone is taken all the same', () => {
  const key = keys.find((one) => ownerOf(one, ['a', 'b']) === 'b') ?? ''
  const leases = new Map([[key, lease('', 0)]])
  const of = (wants: string, nowMs: number) =>
    planLeases(
      sight({
        leases,
        nowMs,
        wanted: new Set([key]),
        alive: new Map([
          ['a', 'w'],
          ['b', wants],
        ]),
      }),
    ).claim.length
  expect([of('w', 500), of('other', 500), of('w', 1_500)]).toEqual([0, 1, 1])
})
