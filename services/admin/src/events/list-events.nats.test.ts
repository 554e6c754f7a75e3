import { boundsDefault, eventsSubject, recordStream, type Bus } from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch, readEvent } from '@millrace/protocol/wire'
import { natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { emptyStreams, freshStreams } from '../admin.fixture.ts'
import { listEvents, listPosition, type ListPosition } from './list-events.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus

beforeAll(async () => {
  server = await natsServer()
  bus = await freshStreams(server.url)
})
afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await emptyStreams(bus)
  await bus.ensureStream(recordStream('default', 'other', {}, boundsDefault))
})

const all = { namespace: '', bus: '', eventSource: '', eventName: '', fromUs: 0, untilUs: Infinity }

/** Records one message of events that were accepted at this time. */
async function record(busName: string, acceptedAtUs: number, ...ids: string[]): Promise<void> {
  const deliveries = ids.map((id) =>
    encodeDelivery({
      namespace: 'default',
      bus: busName,
      eventSource: 'hook',
      eventName: id.startsWith('x') ? 'other' : 'push',
      deliveryId: '',
      receivedAtUs: 1,
      dedupWindowMs: 0,
      event: { id, source: 'hook', type: 'webhook', attributes: new Map(), data: undefined },
    }),
  )
  await bus.publish(
    { subject: eventsSubject('default', busName), data: encodeDeliveryBatch(deliveries, acceptedAtUs) },
    5_000,
  )
}

async function pages(size: number, wanted = all, searchMax = 1_000): Promise<string[][]> {
  const told: string[][] = []
  let after: ListPosition | undefined
  do {
    const { events, next } = await listEvents(bus, wanted, { size, after, searchMax })
    told.push(events.map(({ head }) => readEvent(head.eventBytes).id))
    // As it comes back from a client.
    after = next === undefined ? undefined : listPosition(JSON.parse(JSON.stringify(next)))
  } while (after !== undefined && told.length < 100)
  return told
}

test.each([1, 2, 3, 7, 50])(
  'pages of %d: newest first over two records, within messages too, each event once',
  async (size) => {
    await record('default', 10, 'a1', 'a2', 'a3')
    await record('other', 20, 'b1')
    await record('default', 30, 'c1', 'c2')
    await record('other', 40, 'd1', 'd2')
    expect((await pages(size)).flat()).toEqual(['d2', 'd1', 'c2', 'c1', 'b1', 'a3', 'a2', 'a1'])
  },
)

test('what comes between two pages is in none of the later ones', async () => {
  await record('default', 10, 'a1', 'a2')
  const first = await listEvents(bus, all, { size: 1, after: undefined, searchMax: 100 })
  await record('default', 20, 'b1')
  const rest = await listEvents(bus, all, { size: 9, after: first.next, searchMax: 100 })
  expect(rest.events.map(({ head }) => readEvent(head.eventBytes).id)).toEqual(['a1'])
})

test('a filter leaves out, a time ends, and a page that found nothing within its bound goes on', async () => {
  const startUs = Date.now() * 1_000
  for (let nth = 0; nth < 200; nth += 1) await record('default', startUs + nth, nth === 3 ? 'wanted' : `x${nth}`)
  const wanted = { ...all, eventName: 'push' }
  expect((await pages(5, wanted)).flat()).toEqual(['wanted'])
  const bounded = await pages(5, wanted, 50)
  expect(bounded.length).toBeGreaterThan(2)
  expect(bounded.flat()).toEqual(['wanted'])
  expect((await pages(9, { ...all, fromUs: startUs + 2, untilUs: startUs + 5 })).flat()).toEqual(['x4', 'wanted', 'x2'])
  expect((await pages(9, { ...all, bus: 'other' })).flat()).toEqual([])
})

test.each([[null], ['x'], [[]], [{ EVENTS_default_default: [1] }], [{ s: [1, -1] }], [{ s: [1, '2'] }]])(
  'what is no position is refused: %j',
  (position) => {
    expect(listPosition(position)).toBeUndefined()
  },
)
