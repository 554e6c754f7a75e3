import { Result } from '@millrace/protocol/road'
import { expect, test } from 'vitest'
import { outcome, startUs } from '../outcome.fixture.ts'
import { flow } from './flow.ts'

const at = (n: number, result: Result, more: object = {}) => outcome(n, { result, ...more })

test('rates and latencies of each hop and trigger; waits are no tries', () => {
  const outcomes = [
    ...Array.from({ length: 98 }, (_, n) => at(n, Result.SUCCEEDED)),
    at(98, Result.SUCCEEDED, { finishedAtUs: startUs + 5_003_000n }),
    at(99, Result.DEAD, { sensor: 'other' }),
    at(100, Result.LIMITED),
    at(101, Result.SUCCEEDED, { attempt: 2 }),
  ]
  const { hops, triggers, windowSeconds } = flow(outcomes, 10)
  expect(windowSeconds).toBe(10)
  const [dedup, , , target, whole] = hops
  expect(dedup).toEqual({
    hop: 'ingest to dedup',
    perSecond: 10,
    latency: { p50Us: 1_500n, p90Us: 1_500n, p99Us: 1_500n, maxUs: 1_500n },
  })
  expect(target).toMatchObject({
    perSecond: 10.1,
    latency: { p50Us: 1_200_000n, p99Us: 1_200_000n, maxUs: 5_000_000n },
  })
  expect(whole?.latency.maxUs).toBe(5_003_000n)
  expect(
    triggers.map(({ sensor, succeededPerSecond, deadPerSecond }) => [sensor, succeededPerSecond, deadPerSecond]),
  ).toEqual([
    ['sensor', 10, 0],
    ['other', 0, 0.1],
  ])
})

test('nothing gives nothing', () => {
  const { hops, triggers } = flow([], 60)
  expect(triggers).toEqual([])
  for (const { perSecond, latency } of hops) expect([perSecond, latency.maxUs]).toEqual([0, 0n])
})

test('clocks that run apart make no time before the beginning', () => {
  const { hops } = flow([outcome(1, { acceptedAtUs: startUs - 1_000n })], 1)
  expect(hops[0]?.latency.maxUs).toBe(0n)
})
