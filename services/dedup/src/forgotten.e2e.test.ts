import { deliveriesSubject, eventsStream, openBus, recordStream, boundsDefault, type Bus } from '@millrace/bus'
import { lookUpDelivery, openRedis } from '@millrace/ledger'
import { encodeDelivery, encodeDeliveryBatch, readDeliveryBatch } from '@millrace/protocol/wire'
import { configFrom, supervise, type Supervised } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually, forgetfulRedis, natsServer } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { dedupOptions } from './config.ts'
import { startDedup } from './start.ts'

const source = { namespace: 'n', bus: 'default', eventSource: 'shop', eventName: 'ordered' }

async function send(bus: Bus, ids: readonly string[], dedupWindowMs = 0): Promise<void> {
  const deliveries = ids.map((id) => {
    const event = { id, source: 'shop', type: 'webhook', attributes: new Map(), data: Buffer.from('{}') }
    return encodeDelivery({ ...source, deliveryId: id, receivedAtUs: 1, dedupWindowMs, event })
  })
  await bus.publish({ subject: deliveriesSubject, data: encodeDeliveryBatch(deliveries, 0) }, 5_000)
}

async function recorded(bus: Bus): Promise<string[]> {
  const stream = eventsStream('n', 'default')
  const { state } = await bus.manager.streams.info(stream)
  const ids: string[] = []
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await bus.manager.streams.getMessage(stream, { seq })
    if (message !== null) ids.push(...readDeliveryBatch(message.data).deliveries.map(({ deliveryId }) => deliveryId))
  }
  return ids
}

test.each(['goes on', 'is started again'] as const)(
  'ids that Redis lost in a crash of the machine stay claimed: dedup %s',
  async (how) => {
    await using nats = await natsServer()
    await using redis = await forgetfulRedis()
    await using bus = await openBus({ url: nats.url, name: 'forgotten-test' })
    await bus.ensureStream(recordStream('n', 'default', {}, boundsDefault))
    const lines: string[] = []
    await using telemetry = await startTelemetry({ service: 'dedup', write: (line) => void lines.push(line) })
    const config = {
      ...configFrom(dedupOptions, { natsUrl: nats.url, redisUrl: redis.server.url }),
      control: undefined,
    }
    const start = async (): Promise<Supervised> => {
      const dedup = supervise((_stop, life) => startDedup(config, { life, telemetry }), telemetry.log)
      await eventually(() => expect(dedup.life.state).toBe('running'), { withinMs: 20_000 })
      return dedup
    }
    const stop = async (dedup: Supervised): Promise<void> => {
      dedup.life.drain()
      expect(await dedup.ended).toEqual({ kind: 'drained' })
    }
    let dedup = await start()
    await send(bus, ['a', 'b'])
    await eventually(async () => expect(await recorded(bus)).toEqual(['a', 'b']))
    await redis.remember()
    await send(bus, ['c', 'd'])
    // Its window is over before it comes again.
    await send(bus, ['brief'], 200)
    await eventually(async () => expect(await recorded(bus)).toEqual(['a', 'b', 'c', 'd', 'brief']))
    await new Promise((resolve) => setTimeout(resolve, 250))
    if (how === 'is started again') await stop(dedup)
    await redis.crash()
    await redis.server.restart()
    using reader = { redis: openRedis({ url: redis.server.url }), [Symbol.dispose]: () => reader.redis.disconnect() }
    const lookUp = (id: string) => lookUpDelivery(reader.redis, ['n', 'shop', 'ordered', id])
    expect(await lookUp('a')).toMatchObject({ position: '1.0' })
    expect(await lookUp('d')).toBeUndefined()
    if (how === 'is started again') dedup = await start()
    await send(bus, ['d', 'c', 'b', 'a', 'brief', 'e'])
    await eventually(async () => expect((await recorded(bus)).slice(5)).toEqual(['brief', 'e']))
    expect((await lookUp('d'))?.forMs).toBeGreaterThan(config.windowMs - 60_000)
    expect(lines.join('')).toContain('"entries":2')
    // Nothing is left on the server of who read the record.
    expect(await bus.manager.consumers.list(eventsStream('n', 'default')).next()).toEqual([])
    // Once is enough: the next message asks nothing of the records.
    await send(bus, ['e', 'f'])
    await eventually(async () => expect((await recorded(bus)).slice(5)).toEqual(['brief', 'e', 'f']))
    expect(lines.filter((line) => line.includes('"entries"'))).toHaveLength(1)
    await stop(dedup)
  },
)

test('a message that was recorded and not acknowledged recognises the claims that were restored', async () => {
  await using nats = await natsServer()
  await using redis = await forgetfulRedis()
  await using bus = await openBus({ url: nats.url, name: 'forgotten-test' })
  await using telemetry = await startTelemetry({ service: 'dedup', level: 'error' })
  for (const stream of [recordStream('n', 'default', {}, boundsDefault)]) await bus.ensureStream(stream)
  const config = { ...configFrom(dedupOptions, { natsUrl: nats.url, redisUrl: redis.server.url }), control: undefined }
  const dedup = supervise((_stop, life) => startDedup(config, { life, telemetry }), telemetry.log)
  await eventually(() => expect(dedup.life.state).toBe('running'), { withinMs: 20_000 })
  // As the dedup that died stored it: recorded, but still on DELIVERIES.
  const event = { id: 'x', source: 'shop', type: 'webhook', attributes: new Map(), data: Buffer.from('{}') }
  const delivery = encodeDelivery({ ...source, deliveryId: 'x', receivedAtUs: 1, dedupWindowMs: 0, event })
  const data = encodeDeliveryBatch([delivery], 1)
  await bus.publish({ subject: 'events.n.default', data, id: '1-1' }, 5_000)
  await send(bus, ['before', 'x'])
  await eventually(async () => expect(await recorded(bus)).toContain('before'))
  using reader = { redis: openRedis({ url: redis.server.url }), [Symbol.dispose]: () => reader.redis.disconnect() }
  expect(await lookUpDelivery(reader.redis, ['n', 'shop', 'ordered', 'x'])).toMatchObject({ position: '1.1' })
  dedup.life.drain()
  await dedup.ended
})
