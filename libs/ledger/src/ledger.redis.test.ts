import { redisServer } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimDeliveries } from './delivery-claims.ts'
import { lookUpEffects, redisLedger, type EffectLedger } from './effect-ledger.ts'
import { openRedis, type LedgerRedis } from './open-redis.ts'

type Server = Awaited<ReturnType<typeof redisServer>>
let server: Server
let redis: LedgerRedis
let ledger: EffectLedger

beforeAll(async () => {
  server = await redisServer({ appendOnly: true })
  redis = openRedis({ url: server.url })
  ledger = redisLedger(redis, 60_000)
})

afterAll(async () => {
  redis.disconnect()
  await server[Symbol.asyncDispose]()
})

const delivery = (id: string, position: string, windowMs = 60_000) => ({
  identity: ['n', 's', 'e', id],
  position,
  windowMs,
})

describe('delivery claims', () => {
  test('the first position has the id, others are duplicates, also within one call', async () => {
    expect(await claimDeliveries(redis, [delivery('a', '1.0'), delivery('b', '1.1'), delivery('a', '1.2')])).toEqual([
      true,
      true,
      false,
    ])
    expect(await claimDeliveries(redis, [delivery('a', '2.0')])).toEqual([false])
  })

  test('a position that comes again recognises its claim', async () => {
    expect(await claimDeliveries(redis, [delivery('c', '3.0')])).toEqual([true])
    expect(await claimDeliveries(redis, [delivery('c', '3.0')])).toEqual([true])
  })

  test('after its window an id is new', async () => {
    expect(await claimDeliveries(redis, [delivery('d', '4.0', 50)])).toEqual([true])
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(await claimDeliveries(redis, [delivery('d', '5.0')])).toEqual([true])
  })

  test('the parts of an identity do not run together', async () => {
    const claim = (identity: string[], position: string) => ({ identity, position, windowMs: 60_000 })
    expect(await claimDeliveries(redis, [claim(['ab', 'c'], '6.0'), claim(['a', 'bc'], '6.1')])).toEqual([true, true])
  })

  test('a thousand at once', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => delivery(`m${index}`, `7.${index}`))
    expect((await claimDeliveries(redis, many)).every(Boolean)).toBe(true)
    expect(
      (
        await claimDeliveries(
          redis,
          many.map((one) => ({ ...one, position: '8.0' })),
        )
      ).some(Boolean),
    ).toBe(false)
  })
})

describe('the effect ledger', () => {
  test('free → claimed → done; done stays done and keeps its note', async () => {
    const [claim] = await ledger.claim(['x1'], 'me', 10_000)
    expect(claim).toEqual({ kind: 'granted', token: 1, uncertain: false })
    expect(await ledger.settle([{ kind: 'done', id: 'x1', token: 1, note: 'it|is done' }])).toEqual([true])
    expect(await ledger.claim(['x1'], 'other', 10_000)).toEqual([{ kind: 'done', note: 'it|is done' }])
    expect(await lookUpEffects(redis, ['x1', 'nobody'])).toEqual([
      { kind: 'done', note: 'it|is done' },
      { kind: 'free' },
    ])
  })

  test('what somebody holds is held, also against the same owner', async () => {
    await ledger.claim(['x2'], 'me', 10_000)
    const [again] = await ledger.claim(['x2'], 'me', 10_000)
    expect(again?.kind).toBe('held')
    expect(again?.kind === 'held' && again.forMs > 8_000 && again.forMs <= 10_000).toBe(true)
    expect(await lookUpEffects(redis, ['x2'])).toEqual([{ kind: 'claimed' }])
  })

  test('a lease that ran out is taken over as uncertain, and the stale holder is fenced off', async () => {
    const [first] = await ledger.claim(['x3'], 'slow', 50)
    expect(first).toEqual({ kind: 'granted', token: 1, uncertain: false })
    await new Promise((resolve) => setTimeout(resolve, 120))
    const [second] = await ledger.claim(['x3'], 'quick', 10_000)
    expect(second).toEqual({ kind: 'granted', token: 2, uncertain: true })
    expect(await ledger.settle([{ kind: 'done', id: 'x3', token: 1, note: '' }])).toEqual([false])
    expect(await ledger.renew([{ id: 'x3', token: 1 }], 10_000)).toEqual([false])
    expect(await ledger.settle([{ kind: 'done', id: 'x3', token: 2, note: '' }])).toEqual([true])
  })

  test('a renewed lease holds longer', async () => {
    await ledger.claim(['x4'], 'me', 100)
    expect(await ledger.renew([{ id: 'x4', token: 1 }], 10_000)).toEqual([true])
    await new Promise((resolve) => setTimeout(resolve, 200))
    const [other] = await ledger.claim(['x4'], 'other', 10_000)
    expect(other?.kind).toBe('held')
  })

  test('what is given back is free, and its token stays below the next one', async () => {
    await ledger.claim(['x5'], 'me', 10_000)
    expect(await ledger.settle([{ kind: 'free', id: 'x5', token: 1 }])).toEqual([true])
    expect(await ledger.claim(['x5'], 'other', 10_000)).toEqual([{ kind: 'granted', token: 2, uncertain: false }])
    expect(await ledger.settle([{ kind: 'done', id: 'x5', token: 1, note: '' }])).toEqual([false])
  })

  test('settling twice with the same words is once', async () => {
    await ledger.claim(['x6'], 'me', 10_000)
    const done = { kind: 'done', id: 'x6', token: 1, note: 'n' } as const
    expect(await ledger.settle([done])).toEqual([true])
    expect(await ledger.settle([done])).toEqual([true])
    expect(await ledger.settle([{ ...done, note: 'other' }])).toEqual([false])
  })

  test('a key that one call names twice is granted once', async () => {
    const claims = await ledger.claim(['twice', 'other', 'twice'], 'me', 10_000)
    expect(claims.map((claim) => claim.kind)).toEqual(['granted', 'granted', 'held'])
  })

  test('a hundred claimants race for one key: one wins', async () => {
    const claims = await Promise.all(
      Array.from({ length: 100 }, (_, index) => ledger.claim(['race'], `o${index}`, 10_000)),
    )
    expect(claims.filter(([claim]) => claim?.kind === 'granted')).toHaveLength(1)
  })

  test('answers stand in the order of the requests', async () => {
    await ledger.claim(['y2'], 'me', 10_000)
    const claims = await ledger.claim(['y1', 'y2', 'y3'], 'other', 10_000)
    expect(claims.map((claim) => claim.kind)).toEqual(['granted', 'held', 'granted'])
  })
})

test('redis-killed-and-restarted: claims and effects survive, commands wait and are carried out', async () => {
  await claimDeliveries(redis, [delivery('k', '9.0')])
  await ledger.claim(['k1'], 'me', 60_000)
  await ledger.settle([{ kind: 'done', id: 'k1', token: 1, note: '' }])
  await server.kill('SIGKILL')
  const waiting = claimDeliveries(redis, [delivery('k', '10.0'), delivery('fresh', '10.1')])
  await server.restart()
  expect(await waiting).toEqual([false, true])
  expect(await lookUpEffects(redis, ['k1'])).toEqual([{ kind: 'done', note: '' }])
})
