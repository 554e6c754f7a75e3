import { eventsSubject, triedSubject, type Bus } from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch } from '@millrace/protocol/wire'
import { eventually, natsServer, tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshStreams, reasonOf, runAdmin, type RunningAdmin } from '../admin.fixture.ts'
import { batch, outcome, startUs } from '../outcome.fixture.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let folder: Awaited<ReturnType<typeof tempFolder>>
let bus: Bus
let admin: RunningAdmin

beforeAll(async () => {
  server = await natsServer()
  folder = await tempFolder()
  bus = await freshStreams(server.url)
  const data = (nth: number): Buffer =>
    Buffer.from(JSON.stringify({ body: { text: `order number ${nth} shipped`, password: 'sesame', card: 4_111 } }))
  const deliveries = Array.from({ length: 120 }, (_, nth) =>
    encodeDelivery({
      namespace: 'default',
      bus: 'default',
      eventSource: 'webhook',
      eventName: 'example',
      deliveryId: `delivery-${nth}`,
      receivedAtUs: Number(startUs) + nth * 1_000,
      dedupWindowMs: 0,
      event: { id: `event-${nth}`, source: 'webhook', type: 'webhook', attributes: new Map(), data: data(nth) },
    }),
  )
  const recorded = encodeDeliveryBatch(deliveries, Number(startUs) + 500)
  await bus.publish({ subject: eventsSubject('default', 'default'), data: recorded }, 5_000)
  const event = (nth: number) => ({
    dependency: 'd',
    eventSource: 'webhook',
    eventName: 'example',
    eventId: `event-${nth}`,
    deliveryId: `delivery-${nth}`,
    receivedAtUs: startUs + BigInt(nth * 1_000),
  })
  const outcomes = [1, 2, 3].map((nth) => outcome(nth, { events: [event(nth)] }))
  await bus.publish({ subject: triedSubject, data: batch(...outcomes) }, 5_000)
  const settings = {
    natsUrl: server.url,
    redactPaths: ['body.card'],
    historyAgeMaxMs: 3_650 * 24 * 3_600_000,
    historyGiveWayMaxMs: 0,
  }
  admin = await runAdmin({ ...settings, history: join(folder.path, 'history.db') })
  await eventually(async () => {
    const { json } = await admin.call('HistoryService/Status', {})
    expect(json).toMatchObject({ driver: 'sqlite', events: '120' })
    expect((await search({ results: ['RESULT_SUCCEEDED'] })).events).toHaveLength(3)
  })
})

afterAll(async () => {
  await admin[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

interface Found {
  readonly events?: readonly {
    readonly event?: { readonly eventId?: string; readonly event?: { readonly binaryData?: string } }
    readonly outcomes?: readonly unknown[]
    readonly snippet?: string
  }[]
  readonly nextPageToken?: string
  readonly completeUntilUs?: string
  readonly total?: string
  readonly totalIsBound?: boolean
}

async function search(query: object, more: object = {}): Promise<Found> {
  const asked = { query: { filter: { namespace: 'default' }, ...query }, ...more }
  const { status, json } = await admin.call('EventService/Search', asked)
  expect(json).not.toHaveProperty('code')
  expect(status).toBe(200)
  return json
}

test('events are found by what they hold and what became of them, page by page', async () => {
  const first = await search({ text: 'shipped' }, { pageSize: 50 })
  expect(first.events?.map(({ event }) => event?.eventId).slice(0, 2)).toEqual(['event-119', 'event-118'])
  const second = await search({ text: 'shipped' }, { pageSize: 50, pageToken: first.nextPageToken })
  const third = await search({ text: 'shipped' }, { pageSize: 50, pageToken: second.nextPageToken })
  expect([first, second, third].map(({ events }) => events?.length)).toEqual([50, 50, 20])
  expect(third.nextPageToken ?? '').toBe('')
  expect(Number(third.completeUntilUs)).toBeGreaterThan(0)
  const [one] = (await search({ text: 'number 2', results: ['RESULT_SUCCEEDED'] })).events ?? []
  expect(one).toMatchObject({ event: { eventId: 'event-2' }, outcomes: [{ invocationId: 'invocation-2' }] })
  expect(one?.snippet).toContain('order [number] 2 shipped')
  expect([first, second].map(({ total, totalIsBound = false }) => [total, totalIsBound])).toEqual([
    ['120', false],
    ['50', true],
  ])
})

test('phrases and beginnings of words are found, and where they stand', async () => {
  const phrase = await search({ text: '"number 7 shipped"' })
  expect(phrase.events?.map(({ event, snippet }) => [event?.eventId, snippet])).toEqual([
    ['event-7', expect.stringContaining('order [number 7 shipped]')],
  ])
  expect((await search({ text: '"shipped number"' })).events ?? []).toEqual([])
  const begun = await search({ text: '11* shipp*' })
  expect(begun.events?.map(({ event }) => event?.eventId)).toEqual(
    [119, 118, 117, 116, 115, 114, 113, 112, 111, 110, 11].map((nth) => `event-${nth}`),
  )
  expect(begun.events?.[0]?.snippet).toContain('[119]')
})

test('what may not be seen is not kept, and its words find nothing', async () => {
  const [one] = (await search({ eventId: 'event-7' }, { withData: true })).events ?? []
  const data = Buffer.from(one?.event?.event?.binaryData ?? '', 'base64').toString()
  expect(data).toContain('order number 7 shipped')
  expect(data).not.toMatch(/sesame|4111/u)
  expect((await search({ text: 'sesame' })).events ?? []).toEqual([])
})

test('a query that cannot be is refused, field by field', async () => {
  const answer = await admin.call('EventService/Search', { query: { filter: { namespace: 'default' }, text: '…' } })
  expect(answer.status).toBe(400)
  expect(reasonOf(answer)).toBe('INVALID_REQUEST')
})

test('a rebuild tells how far it is until the same is there again', async () => {
  const lines = await stream('HistoryService/Rebuild', {})
  const last = lines.at(-1) as { done?: string; total?: string; finished?: boolean }
  expect(last).toMatchObject({ finished: true, done: last.total })
  await eventually(async () => expect((await search({ results: ['RESULT_SUCCEEDED'] })).events).toHaveLength(3))
  expect((await search({ text: 'shipped' }, { pageSize: 500 })).events).toHaveLength(120)
})

/** The messages of a stream in Connect's JSON form. */
async function stream(method: string, request: object): Promise<unknown[]> {
  const body = Buffer.from(JSON.stringify(request))
  const head = Buffer.alloc(5)
  head.writeUInt32BE(body.length, 1)
  const response = await fetch(`${admin.url}/millrace.admin.v1.${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/connect+json' },
    body: Buffer.concat([head, body]),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const messages: unknown[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at + 1)
    if (bytes[at] === 0) messages.push(JSON.parse(bytes.toString('utf8', at + 5, at + 5 + length)))
    at += 5 + length
  }
  return messages
}
