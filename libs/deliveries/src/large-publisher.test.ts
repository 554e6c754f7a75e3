import { BusFault } from '@millrace/bus'
import { decodeDelivery, encodeDelivery, type RoadDelivery } from '@millrace/protocol/wire'
import { startTelemetry } from '@millrace/telemetry'
import { afterAll, expect, test } from 'vitest'
import { largePublisher } from './large-publisher.ts'

const telemetry = await startTelemetry({ service: 'test', write: () => undefined })
afterAll(() => telemetry[Symbol.asyncDispose]())

const deliveryOf = (id: string): RoadDelivery => ({
  namespace: 'n',
  bus: 'default',
  eventSource: 'hook',
  eventName: 'push',
  deliveryId: id,
  receivedAtUs: 1,
  dedupWindowMs: 0,
  event: { id, source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.from(id) },
})

/** Data is stored when the test says so. */
function scene(inFlightMax: number) {
  const added: string[] = []
  const storing = new Map<string, PromiseWithResolvers<void>>()
  const publisher = {
    add: (bytes: Uint8Array) => {
      added.push(decodeDelivery(bytes).deliveryId)
      return Promise.resolve({ stream: 's', seq: 1, duplicate: false })
    },
  }
  const payloads = {
    store: async (delivery: RoadDelivery) => {
      const waiting = Promise.withResolvers<void>()
      storing.set(delivery.deliveryId, waiting)
      await waiting.promise
      return delivery
    },
  }
  const { metrics } = telemetry.for('test')
  return {
    added,
    storing,
    large: largePublisher(publisher, payloads, { inFlightMax, giveUpMs: 1, service: 'test', metrics }),
  }
}

test('the delivery is stored after its data, and not where that failed', async () => {
  const { added, storing, large } = scene(4)
  const one = large.publish(deliveryOf('one'))
  const two = large.publish(deliveryOf('two'))
  expect([added, large.isAhead]).toEqual([[], false])
  storing.get('two')?.resolve()
  await two
  storing.get('one')?.reject(new BusFault('bus-full', 'full'))
  await expect(one).rejects.toMatchObject({ code: 'bus-full' })
  expect(added).toEqual(['two'])
})

test('where order counts, others follow a large one, whatever becomes of it', async () => {
  const { added, storing, large } = scene(1)
  const one = large.publish(deliveryOf('one'))
  const small = large.follow(encodeDelivery(deliveryOf('small')))
  const two = large.publish(deliveryOf('two'))
  expect([[...storing.keys()], large.isAhead]).toEqual([['one'], true])
  storing.get('one')?.reject(new BusFault('bus-away', 'away'))
  await expect(one).rejects.toMatchObject({ code: 'bus-away' })
  await small
  expect(added).toEqual(['small'])
  await Promise.resolve()
  storing.get('two')?.resolve()
  await two
  expect(added).toEqual(['small', 'two'])
  expect(large.isAhead).toBe(false)
})

test('disposing waits for what is under way', async () => {
  const { added, storing, large } = scene(4)
  void large.publish(deliveryOf('one'))
  const disposed = large[Symbol.asyncDispose]()
  storing.get('one')?.resolve()
  await disposed
  expect(added).toEqual(['one'])
})
