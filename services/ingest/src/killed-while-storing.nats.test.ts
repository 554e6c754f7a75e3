import { deliveriesStream, openBus, payloadsBucket, type Bus } from '@millrace/bus'
import { Payloads, payloadOptions } from '@millrace/payloads'
import { decodeDelivery, readDeliveryBatch, type RoadDelivery } from '@millrace/protocol/wire'
import { openRegistry } from '@millrace/registry'
import { configFrom } from '@millrace/service'
import { eventually, freePort, natsServer, spawnService, type ServiceProcess } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventSources, manifest } from './ingest.fixture.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let ingest: ServiceProcess
let url = ''
const stream = `OBJ_${payloadsBucket}`
const kills = 12

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'killed-while-storing' })
  const [port, control] = [await freePort(), await freePort()]
  url = `http://127.0.0.1:${port}/large`
  const source = `  webhook:\n    event: {endpoint: /large, port: "${port}", method: POST, maxPayloadSize: 16000000}`
  for (const one of eventSources(manifest('hook', source))) await (await openRegistry(bus, 1)).put(one)
  ingest = await spawnService({
    main: new URL('./main.ts', import.meta.url),
    name: 'ingest',
    ready: { port },
    env: {
      MILLRACE_NATS_URL: server.url,
      MILLRACE_CONTROL_ADDRESS: `127.0.0.1:${control}`,
      MILLRACE_METRICS_PORT: '-1',
      MILLRACE_WORKFLOW_EVENTS_PORT: '0',
      MILLRACE_INGEST_PUBLISH_GIVE_UP: '20s',
    },
  })
}, 60_000)

afterAll(async () => {
  await ingest?.[Symbol.asyncDispose]()
  await bus?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

/** 9 MB: more than the bus takes in a message; each id has other data. */
const bodyOf = (id: string): string =>
  JSON.stringify({ id, fill: `${id} `.repeat(Math.ceil(9_000_000 / (id.length + 1))) })

/** The status; 0: the connection broke. */
async function post(id: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': id }
  return fetch(url, { method: 'POST', headers, body: bodyOf(id) }).then(
    ({ status }) => status,
    () => 0,
  )
}

async function kill(): Promise<void> {
  await ingest.kill()
  await ingest.restart()
}

async function entries(): Promise<number> {
  const info = await bus.manager.streams.info(stream, { subjects_filter: '$O.*.M.>' }).catch(() => undefined)
  return Object.keys(info?.state.subjects ?? {}).length
}

async function delivered(): Promise<RoadDelivery[]> {
  const { state } = await bus.manager.streams.info(deliveriesStream)
  const found: RoadDelivery[] = []
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
    const message = await bus.manager.streams.getMessage(deliveriesStream, { seq })
    for (const { bytes } of message === null ? [] : readDeliveryBatch(message.data).deliveries) {
      found.push(decodeDelivery(bytes))
    }
  }
  return found
}

/** Reads the data of every delivery that is stored: `id` of its body. */
async function wholeIds(): Promise<string[]> {
  const payloads = new Payloads(bus, { ...configFrom(payloadOptions, {}), replicas: 1 })
  const ids: string[] = []
  for (const { dataRef, deliveryId } of await delivered()) {
    if (dataRef === undefined) throw new Error(`delivery ${deliveryId} names no data`)
    const loaded = await payloads.load([dataRef], 0)
    if (loaded.kind !== 'loaded') throw new Error(`delivery ${deliveryId}: ${JSON.stringify(loaded)}`)
    using held = loaded
    const text = held.dataOf(dataRef)?.toString() ?? ''
    const { body } = JSON.parse(text) as { body: { id: string } }
    expect(body).toEqual(JSON.parse(bodyOf(body.id)))
    ids.push(body.id)
  }
  return ids
}

test('killed between data and delivery, ingest leaves an object that nobody names; the same delivery again takes it', async () => {
  // Data can be stored, deliveries cannot.
  const { config } = await bus.manager.streams.info(deliveriesStream)
  await bus.manager.streams.delete(deliveriesStream)
  const answer = post('between')
  await eventually(async () => expect(await entries()).toBe(1), { withinMs: 20_000 })
  await ingest.kill()
  expect(await answer).toBe(0)
  await bus.manager.streams.add(config)
  await ingest.restart()
  expect(await delivered()).toEqual([])
  const before = (await bus.manager.streams.info(stream)).state.messages
  expect(await post('between')).toBe(200)
  expect(await wholeIds()).toEqual(['between'])
  expect((await bus.manager.streams.info(stream)).state.messages).toBe(before)
}, 60_000)

test('killed at any moment, ingest never leaves a delivery whose data is not whole', async () => {
  let broken = 0
  for (let nth = 0; nth < kills; nth += 1) {
    const answer = post(`kill-${nth}`)
    // From before the body is read to after it is stored.
    await sleep(15 * nth)
    await kill()
    if ((await answer) === 0) broken += 1
    await wholeIds()
    // A sender that heard nothing sends it again.
    await eventually(async () => expect(await post(`kill-${nth}`)).toBe(200), { withinMs: 20_000 })
  }
  process.stdout.write(`${broken} of ${kills} requests were broken off by a kill\n`)
  expect(broken).toBeGreaterThan(0)
  const ids = new Set(await wholeIds())
  for (let nth = 0; nth < kills; nth += 1) expect(ids.has(`kill-${nth}`)).toBe(true)
}, 180_000)
