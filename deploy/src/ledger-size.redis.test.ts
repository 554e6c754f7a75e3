import { claimDeliveries, openRedis, redisLedger } from '@millrace/ledger'
import { redisServer } from '@millrace/testkit'
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'

const dayMs = 24 * 3_600_000
const events = 20_000
/** What docs/guides/production.md says that an event with one trigger takes while it is remembered. */
const bytesTold = 400

test('an event with one effect takes what the production checklist says, and not half of it', async () => {
  await using server = await redisServer()
  const redis = openRedis({ url: server.url })
  const ledger = redisLedger(redis, dayMs)
  const used = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
  const before = await used()
  for (let from = 0; from < events; from += 1_000) {
    const ids = Array.from({ length: 1_000 }, () => randomUUID().replaceAll('-', ''))
    const claims = ids.map((id, nth) => ({
      identity: ['n', 's', 'e', id],
      position: `${from + 1}.${nth}`,
      windowMs: dayMs,
    }))
    expect((await claimDeliveries(redis, claims)).every(Boolean)).toBe(true)
    const granted = await ledger.claim(ids, randomUUID(), 30_000)
    const note = JSON.stringify([1, 1, 200, false, Date.now() * 1_000])
    await ledger.settle(
      granted.map((claim, nth) => ({
        kind: 'done',
        id: ids[nth] ?? '',
        token: claim.kind === 'granted' ? claim.token : 0,
        note,
      })),
    )
  }
  const bytes = ((await used()) - before) / events
  process.stdout.write(`Redis: ${bytes.toFixed(0)} bytes an event with one effect\n`)
  expect(bytes).toBeLessThan(bytesTold)
  expect(bytes).toBeGreaterThan(bytesTold / 2)
  redis.disconnect()
})
