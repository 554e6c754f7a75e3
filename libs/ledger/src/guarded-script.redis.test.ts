import { redisServer } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { claimDeliveries } from './delivery-claims.ts'
import { openRedis, type LedgerRedis } from './open-redis.ts'

const claim = (id: string, position: string) => [{ identity: ['n', 's', 'e', id], position, windowMs: 60_000 }]

function open(url: string, restore: () => Promise<void>): LedgerRedis {
  const redis = openRedis({ url, restore: { claimDeliveries: restore } })
  onTestFinished(() => redis.disconnect())
  return redis
}

test('claims wait until what may be lost is restored, once for all of them, and again after each start of Redis', async () => {
  await using server = await redisServer({ appendOnly: true })
  let restored = 0
  const redis = open(server.url, () => Promise.resolve(void (restored += 1)))
  const ids = Array.from({ length: 50 }, (_, at) => `a${at}`)
  await Promise.all(ids.map((id) => claimDeliveries(redis, claim(id, '1.0'))))
  expect(await claimDeliveries(redis, claim('a0', '2.0'))).toEqual([false])
  expect(restored).toBe(1)
  // Another replica finds that it is done.
  const other = open(server.url, () => Promise.reject(new Error('there is nothing to restore')))
  expect(await claimDeliveries(other, claim('a1', '2.0'))).toEqual([false])
  for (const starts of [2, 3]) {
    await server.kill('SIGKILL')
    // It waits for Redis, and then for what is restored.
    const waiting = claimDeliveries(redis, claim('a2', '3.0'))
    await server.restart()
    expect(await waiting).toEqual([false])
    expect(restored).toBe(starts)
  }
})

test('a Redis that is started again while it is restored is restored once more before it answers', async () => {
  await using server = await redisServer({ appendOnly: true })
  const starts: string[] = []
  const redis = open(server.url, async () => {
    starts.push(/run_id:(\w+)/u.exec(await redis.info('server'))?.[1] ?? '')
    if (starts.length > 1) return
    await server.kill('SIGKILL')
    await server.restart()
  })
  expect(await claimDeliveries(redis, claim('b', '1.0'))).toEqual([true])
  expect(new Set(starts).size).toBe(2)
})

test('installations that share a server restore each its own database', async () => {
  await using server = await redisServer()
  const restored: string[] = []
  const [one, two] = ['1', '2'].map((db) => open(`${server.url}/${db}`, () => Promise.resolve(void restored.push(db))))
  if (one === undefined || two === undefined) throw new Error('there are two')
  for (const redis of [one, two, one, two]) await claimDeliveries(redis, claim('c', '1.0'))
  expect(restored).toEqual(['1', '2'])
})

test('a restoring that fails fails the claims that wait for it, and is tried again with the next one', async () => {
  await using server = await redisServer()
  const faults = [new Error('the bus is away')]
  const redis = open(server.url, () => {
    const fault = faults.pop()
    return fault === undefined ? Promise.resolve() : Promise.reject(fault)
  })
  await expect(claimDeliveries(redis, claim('d', '1.0'))).rejects.toThrow('the bus is away')
  expect(await claimDeliveries(redis, claim('d', '1.0'))).toEqual([true])
})
