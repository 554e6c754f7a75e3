import { deliveriesSubject, openBus, payloadsBucket, type Bus } from '@millrace/bus'
import { encodeDelivery, encodeDeliveryBatch } from '@millrace/protocol/wire'
import { eventually, httpTarget, type HttpTarget } from '@millrace/testkit'
import { hash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

let system: Constellation
let target: HttpTarget
let bus: Bus

/** More than the bus takes in a message. */
const fill = 'x'.repeat(9_000_000)
const patience = { withinMs: 60_000 }
const stream = `OBJ_${payloadsBucket}`

const sensor = (name: string, dependencies: string, conditions = ''): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name} }
spec:
  dependencies:
    ${dependencies}
  triggers:
    - template:
        name: t
        ${conditions}
        http:
          url: TARGET/${name}
          method: POST
          payload:
            - { src: { dependencyName: d, dataKey: body.n }, dest: n }
            - { src: { dependencyName: d, dataKey: body.fill }, dest: fill }
`

const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook }
spec:
  webhook:
    large: { port: "PORT", endpoint: /large, method: POST, maxPayloadSize: 64000000 }
    small: { port: "PORT", endpoint: /small, method: POST }
${sensor('plain', '- { name: d, eventSourceName: hook, eventName: large }')}
${sensor('one', '- { name: d, eventSourceName: hook, eventName: large, filters: { data: [{ path: body.n, type: number, value: ["1"] }] } }')}
${sensor('jq', '- { name: d, eventSourceName: hook, eventName: large, transform: { jq: ".body.n = .body.n + 100" } }')}
${sensor(
  'join',
  `- { name: d, eventSourceName: hook, eventName: large, filters: { data: [{ path: body.n, type: number, value: ["3"] }] } }
    - { name: s, eventSourceName: hook, eventName: small }`,
  'conditions: d && s',
)}
`

beforeAll(async () => {
  target = await httpTarget({ bodyBytesMax: 32 * 2 ** 20 })
  system = await constellation(manifests.replaceAll('TARGET', target.url))
  bus = await openBus({ url: system.natsUrl, name: 'large-payloads-test' })
}, 60_000)

afterAll(async () => {
  await bus?.[Symbol.asyncDispose]()
  await system?.[Symbol.asyncDispose]()
  await target?.[Symbol.asyncDispose]()
})

const call = <T>(method: string, request: object): Promise<T> => adminCall<T>(system.adminUrl, method, request)
const callsTo = (path: string) => target.calls.filter((one) => one.path === path)

async function post(path: string, body: object, id: string): Promise<{ status: number; eventId: string }> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'Idempotency-Key': id }
  const answer = await fetch(`${system.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const told = (await answer.json()) as { eventId?: string }
  return { status: answer.status, eventId: told.eventId ?? '' }
}

/** What each call brought: `n`, and whether the rest is whole. Parsed once: it is large. */
const brought = new WeakMap<object, readonly [n: number, isWhole: boolean]>()

function effects(path: string): unknown[] {
  return callsTo(path).map((one) => {
    const known = brought.get(one)
    if (known !== undefined) return known
    const { n, fill: got } = JSON.parse(one.body) as { n: string; fill?: string }
    const effect = [Number(n), got === fill] as const
    brought.set(one, effect)
    return effect
  })
}

async function objects(): Promise<number> {
  return Object.keys((await bus.manager.streams.info(stream, { subjects_filter: '$O.*.M.>' })).state.subjects ?? {})
    .length
}

test('an event above the limit of a message is whole at filters, transforms and triggers, and small on the road', async () => {
  expect((await post('/large', { n: 1, fill }, 'first')).status).toBe(200)
  await eventually(() => expect(effects('/jq')).toEqual([[101, true]]), patience)
  await eventually(() => expect([effects('/plain'), effects('/one')]).toEqual([[[1, true]], [[1, true]]]), patience)
  const { state } = await bus.manager.streams.info('EVENTS_default_default')
  expect(state.bytes).toBeLessThan(100_000)
  // As it came, and as the transform left it.
  expect(await objects()).toBe(2)
})

test('the same delivery again stores nothing and has no further effect', async () => {
  const before = (await bus.manager.streams.info(stream)).state.bytes
  expect((await post('/large', { n: 1, fill }, 'first')).status).toBe(200)
  expect((await post('/large', { n: 2, fill }, 'second')).status).toBe(200)
  await eventually(
    () =>
      expect(effects('/jq')).toEqual([
        [101, true],
        [102, true],
      ]),
    patience,
  )
  await eventually(
    () =>
      expect(effects('/plain')).toEqual([
        [1, true],
        [2, true],
      ]),
    patience,
  )
  expect(effects('/one')).toEqual([[1, true]])
  const headers = 2_000
  expect((await bus.manager.streams.info(stream)).state.bytes - before).toBeLessThan(
    2 * (fill.length + headers) + 100_000,
  )
  expect(await objects()).toBe(4)
})

test('a join keeps where the data is, and fires with all of it', async () => {
  expect((await post('/large', { n: 3, fill }, 'third')).status).toBe(200)
  const waiting = async (): Promise<number> =>
    (await call<{ joins?: unknown[] }>('SensorService/Joins', { namespace: 'default', sensor: 'join' })).joins
      ?.length ?? 0
  await eventually(async () => expect(await waiting()).toBe(1), patience)
  expect((await bus.manager.streams.info('KV_joins')).state.bytes).toBeLessThan(100_000)
  expect((await post('/small', {}, 'small')).status).toBe(200)
  await eventually(() => expect(effects('/join')).toEqual([[3, true]]), patience)
})

interface Got {
  readonly events?: readonly {
    readonly dataBytes: string
    readonly dataObject: string
    readonly dataProblem?: string
    readonly event: { readonly binaryData?: string }
  }[]
}

test('an event is told with the size and the object of its data, and found by its other parts', async () => {
  const { eventId } = await post('/large', { n: 1, fill }, 'first')
  const { events = [] } = await call<Got>('EventService/Get', { id: eventId })
  expect(events).toHaveLength(1)
  expect(Number(events[0]?.dataBytes)).toBeGreaterThan(fill.length)
  expect(events[0]?.dataObject).toMatch(/^[0-9a-f]{64}$/u)
  expect(events[0]?.event).not.toHaveProperty('binaryData')
  const whole = await call<Got>('EventService/Get', { id: eventId, withLargeData: true })
  const data = Buffer.from(whole.events?.[0]?.event.binaryData ?? '', 'base64')
  expect(String(data.length)).toBe(events[0]?.dataBytes)
  expect(JSON.parse(data.toString())).toMatchObject({ body: { n: 1 } })
  // What was dropped as a duplicate is found too, without its data.
  const sizes = async () => {
    const query = { deliveryId: 'first' }
    const found = await call<{ events?: { event: { dataBytes?: string } }[] }>('EventService/Search', { query })
    return (found.events ?? []).flatMap(({ event }) => (event.dataBytes === undefined ? [] : [event.dataBytes]))
  }
  await eventually(async () => expect((await sizes()).filter((one) => one !== '0')).toEqual([events[0]?.dataBytes]), {
    withinMs: 30_000,
  })
})

test('data that is lost makes a dead letter that says so; once it is there again a redrive has its effect', async () => {
  const trigger = { namespace: 'default', sensor: 'plain', trigger: 't' }
  await call('SensorService/Pause', trigger)
  const { eventId } = await post('/large', { n: 4, fill }, 'fourth')
  await eventually(() => expect(effects('/jq')).toHaveLength(4), patience)
  const { events = [] } = await call<Got>('EventService/Get', { id: eventId })
  const object = events[0]?.dataObject ?? ''
  await bus.manager.streams.purge(stream, {
    filter: `$O.${payloadsBucket}.M.${Buffer.from(object).toString('base64url')}==`,
  })
  const lost = await call<Got>('EventService/Get', { id: eventId, withLargeData: true })
  expect(lost.events?.[0]?.dataProblem).toContain('is not in the object store')
  await call('SensorService/Resume', trigger)
  const dead = async () => {
    const listed = await call<{ deadLetters?: { outcome: { invocationId: string; reason: string } }[] }>(
      'DeadLetterService/List',
      { filter: { namespace: 'default', sensor: 'plain' } },
    )
    return listed.deadLetters ?? []
  }
  await eventually(async () => expect(await dead()).toHaveLength(1), patience)
  const [letter] = await dead()
  expect(letter?.outcome.reason).toMatch(new RegExp(`is not in the object store.*object ${object}`, 'u'))
  expect(effects('/plain')).toHaveLength(3)
  // Whoever sends it again puts it back: it has the same name.
  expect((await post('/large', { n: 4, fill }, 'fourth')).status).toBe(200)
  await call('DeadLetterService/Redrive', { ids: [letter?.outcome.invocationId], requestId: 'again' })
  await eventually(() => expect(effects('/plain')).toHaveLength(4), patience)
  expect(effects('/plain').at(-1)).toEqual([4, true])
})

test('a replay has the data again', async () => {
  const before = effects('/one').length
  const started = await call<{ replay: { id: string } }>('ReplayService/Start', {
    namespace: 'default',
    mode: 'REPLAY_MODE_FORCE_NEW',
    range: { eventSource: 'hook', eventName: 'large' },
    sensors: ['one'],
    requestId: 'replay',
  })
  expect(started.replay.id).not.toBe('')
  await eventually(() => expect(effects('/one')).toHaveLength(before + 1), patience)
  expect(effects('/one').at(-1)).toEqual([1, true])
})

test('CloudEvents over HTTP may be as large', async () => {
  const data = JSON.stringify({ body: { n: 7, fill } })
  const answer = await fetch(`${system.url}/cloudevents/default/hook/large`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'seventh',
      'ce-source': 'test',
      'ce-type': 'test',
    },
    body: data,
  })
  expect(answer.status).toBe(200)
  await eventually(() => expect(effects('/plain').at(-1)).toEqual([7, true]), patience)
})

test('what is above the bound of large data too is refused, and says by what', async () => {
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ fill: 'y'.repeat(16 * 2 ** 20) })
  const answer = await fetch(`${system.url}/large`, { method: 'POST', headers, body })
  expect(answer.status).toBe(413)
})

test('the admin API takes what the front door takes, and says how much that is', async () => {
  const place = { namespace: 'default', eventSource: 'hook', eventName: 'large' }
  const publish = (data: Buffer, more = {}) =>
    call<{ eventId: string }>('EventService/Publish', { ...place, data: data.toString('base64'), ...more })
  const data = Buffer.from(JSON.stringify({ body: { n: 50, fill } }))
  expect(await publish(data, { deliveryId: 'published' })).toMatchObject({ eventId: expect.any(String) })
  await eventually(() => expect(effects('/plain')).toContainEqual([50, true]), patience)
  await expect(publish(Buffer.alloc(16 * 2 ** 20 + 1))).rejects.toThrow('16777217 bytes; 16777216 are taken')
})

test('what a filter could not be asked, as its data was lost, is asked by a replay once the data is there again', async () => {
  const data = Buffer.from(JSON.stringify({ body: { n: 1, fill } }))
  const sha256 = hash('sha256', data, 'buffer')
  const attributes = new Map([['datacontenttype', 'application/json']])
  const event = { id: 'unasked', source: 'hook', type: 'webhook', attributes, data: undefined }
  const names = { namespace: 'default', bus: 'default', eventSource: 'hook', eventName: 'large' }
  const dataRef = { object: sha256.toString('hex'), bytes: data.length, sha256 }
  const delivery = encodeDelivery({
    ...names,
    deliveryId: 'unasked',
    receivedAtUs: 1,
    dedupWindowMs: 0,
    event,
    dataRef,
  })
  const before = effects('/one').length
  await bus.publish({ subject: deliveriesSubject, data: encodeDeliveryBatch([delivery], 0) }, 5_000)
  const why = async () => JSON.stringify(await call('DecisionService/Why', { id: 'unasked' }))
  await eventually(async () => expect(await why()).toContain('is not in the object store'), patience)
  // The same data by another way has the same name; this event waits in a join.
  const other = { namespace: 'default', eventSource: 'hook', eventName: 'small', data: data.toString('base64') }
  await call('EventService/Publish', other)
  const request = { namespace: 'default', ids: { ids: ['unasked'] }, requestId: 'unasked' }
  const { replay } = await call<{ replay: { id: string } }>('ReplayService/Start', request)
  await eventually(
    async () =>
      expect(await call('ReplayService/Get', { id: replay.id })).toMatchObject({
        replay: { state: 'REPLAY_STATE_DONE', fired: '2' },
      }),
    patience,
  )
  await eventually(() => expect(effects('/one')).toHaveLength(before + 1), patience)
  expect(effects('/one').at(-1)).toEqual([1, true])
})
