import { redisServer } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRedis, type LedgerRedis } from './open-redis.ts'
import { reserveSlots, unusedSlotsMax } from './rate-slots.ts'

type Server = Awaited<ReturnType<typeof redisServer>>
let server: Server
let redis: LedgerRedis
let buckets = 0

beforeAll(async () => {
  server = await redisServer()
  redis = openRedis({ url: server.url })
})

afterAll(async () => {
  redis.disconnect()
  await server[Symbol.asyncDispose]()
})

const bounds = { horizonMs: 600_000, graceMs: 60_000 }
const second = 1_000_000
const requests = (bucket: string, from: number, count: number, intervalUs = second) =>
  Array.from({ length: count }, (_, index) => ({ bucket, holder: `${bucket}/${from + index}`, intervalUs }))
const fresh = () => `b${(buckets += 1)}`

/** Slots come in whole intervals after the first one, but for the time between two calls. */
function intervals(waitsMs: readonly (number | undefined)[], intervalMs = 1_000): number[] {
  return waitsMs.map((wait) => Math.ceil((wait ?? Number.NaN) / intervalMs))
}

describe('slots', () => {
  test('the first has its slot at once, each further one an interval later', async () => {
    expect(intervals(await reserveSlots(redis, requests(fresh(), 0, 4), bounds))).toEqual([0, 1, 2, 3])
  })

  test('two callers share a bucket, whoever asks', async () => {
    const bucket = fresh()
    const other = openRedis({ url: server.url })
    const waits = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        reserveSlots(index % 2 === 0 ? redis : other, requests(bucket, index, 1), bounds),
      ),
    )
    other.disconnect()
    const slots = intervals(waits.flat()).sort((a, b) => a - b)
    expect(slots).toEqual(Array.from({ length: 40 }, (_, index) => index))
  })

  test('buckets have nothing to do with each other', async () => {
    const both = [...requests(fresh(), 0, 2), ...requests(fresh(), 0, 2)]
    expect(intervals(await reserveSlots(redis, both, bounds))).toEqual([0, 1, 0, 1])
  })

  test('who asks again has the same slot', async () => {
    const bucket = fresh()
    const [, first] = await reserveSlots(redis, requests(bucket, 0, 2), bounds)
    const [again, next] = await reserveSlots(redis, requests(bucket, 1, 2), bounds)
    expect(intervals([first, again, next])).toEqual([1, 1, 2])
    expect((await reserveSlots(redis, [...requests(bucket, 5, 1), ...requests(bucket, 5, 1)], bounds)).length).toBe(2)
  })

  test('ten unused slots burst after idleness, and no more', async () => {
    const bucket = fresh()
    // 50 µs apart: a second of idleness is 20,000 slots.
    await reserveSlots(redis, requests(bucket, 0, 1, 50), bounds)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const waits = await reserveSlots(redis, requests(bucket, 1, 14, 50), bounds)
    expect(waits.filter((wait) => wait === 0)).toHaveLength(unusedSlotsMax + 1)
    expect(waits.slice(unusedSlotsMax + 1).map((wait) => Math.round((wait ?? 0) * 1_000))).toEqual([50, 100, 150])
  })

  test('beyond the horizon there is no slot, and none is used up', async () => {
    const bucket = fresh()
    const near = { ...bounds, horizonMs: 2_500 }
    const waits = await reserveSlots(redis, requests(bucket, 0, 6), near)
    expect(waits.map((wait) => wait === undefined)).toEqual([false, false, false, true, true, true])
    expect(intervals(await reserveSlots(redis, requests(bucket, 6, 1), bounds))).toEqual([3])
  })

  test('a slot that was not used in time is forgotten', async () => {
    const bucket = fresh()
    const brief = { ...bounds, graceMs: 40 }
    await reserveSlots(redis, requests(bucket, 0, 1), brief)
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(intervals(await reserveSlots(redis, requests(bucket, 0, 1), brief))).toEqual([1])
  })

  test('slots of a large rate keep their distance', async () => {
    const waits = await reserveSlots(redis, requests(fresh(), 0, 1_000, 1_000), bounds)
    expect(intervals(waits, 1)).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
  })
})
