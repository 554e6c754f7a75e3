import { expect, test } from 'vitest'
import { lagByHop } from './lag-metrics.ts'

const lag = (hop: string, stream: string, pending: bigint, unacknowledged: bigint) => ({
  hop,
  stream,
  consumer: hop,
  pending,
  unacknowledged,
  oldestAgeUs: 0n,
})

test('a hop is behind with what waits and what it has in hand, in all of its streams', () => {
  const hops = [lag('dedup', 'D', 1n, 2n), lag('router', 'E1', 3n, 4n), lag('router', 'E2', 5n, 6n)]
  expect(Object.fromEntries(lagByHop(hops))).toEqual({ dedup: 3, router: 18 })
})

test('a router without any record is behind with none: an autoscaler needs a number', () => {
  expect(lagByHop([]).get('router')).toBe(0)
})
