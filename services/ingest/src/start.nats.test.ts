import { deliveriesStream, openBus, type Bus } from '@millrace/bus'
import { decodeDelivery, readDeliveryBatch, type RoadDelivery } from '@millrace/protocol/wire'
import { openRegistry, type Registry } from '@millrace/registry'
import { configFrom, supervise, type Supervised } from '@millrace/service'
import { startTelemetry, type Telemetry } from '@millrace/telemetry'
import { eventually, freePort, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ingestOptions } from './config.ts'
import { eventSources, manifest, send, type Answer } from './ingest.fixture.ts'
import { startIngest } from './start.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let registry: Registry
let telemetry: Telemetry
let ingest: Supervised
let port = 0

const hook = (name: string, endpoint: string): string =>
  manifest(name, `  webhook:\n    event: {endpoint: ${endpoint}, port: "${port}", method: POST}`)

async function put(text: string): Promise<void> {
  for (const source of eventSources(text)) await registry.put(source)
}

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'ingest-test' })
  registry = await openRegistry(bus, 1)
  port = await freePort()
  await put(hook('shop', '/order'))
  telemetry = await startTelemetry({ service: 'ingest', level: 'error' })
  const config = configFrom(ingestOptions, {
    natsUrl: server.url,
    control: { host: '127.0.0.1', port: 0 },
    publishGiveUpMs: 500,
    durability: 'relaxed',
  })
  ingest = supervise((_stop, life) => startIngest(config, { life, telemetry }), telemetry.log)
  await eventually(() => ingest.life.state === 'running', { withinMs: 20_000 })
})

afterAll(async () => {
  ingest.life.drain()
  expect(await ingest.ended).toEqual({ kind: 'drained' })
  await telemetry[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const post = (path: string, body: string, id = ''): Promise<Answer> =>
  send(path, { port, body, headers: { Accept: 'application/json', ...(id === '' ? {} : { 'Idempotency-Key': id }) } })

/** Everything that the stream holds. */
async function stored(): Promise<RoadDelivery[]> {
  const { state } = await bus.manager.streams.info(deliveriesStream)
  const deliveries: RoadDelivery[] = []
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await bus.manager.streams.getMessage(deliveriesStream, { seq })
    if (message === null) continue
    for (const { bytes } of readDeliveryBatch(message.data).deliveries) deliveries.push(decodeDelivery(bytes))
  }
  return deliveries
}

test('200 means stored', async () => {
  const answer = await post('/order', '{"n":1}', 'first')
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.body)).toMatchObject({ deliveryId: 'first', durability: 'relaxed' })
  const [delivery] = (await stored()).filter(({ deliveryId }) => deliveryId === 'first')
  expect(delivery).toMatchObject({ namespace: 'ns', eventSource: 'shop', eventName: 'event', bus: 'default' })
  expect(Buffer.from(delivery?.event.data ?? []).toString()).toContain('"body":{"n":1}')
})

test('a new EventSource is served without a restart, and a removed one is not', async () => {
  await put(hook('later', '/later'))
  await eventually(async () => expect((await post('/later', '1')).status).toBe(200))
  await registry.remove({ kind: 'EventSource', namespace: 'ns', name: 'later' })
  await eventually(async () => expect((await post('/later', '1')).status).toBe(404))
  expect((await post('/order', '1')).status).toBe(200)
})

test('an EventSource’s filter and its expression for delivery ids are heeded', async () => {
  const annotations = '  annotations: {millrace.io/delivery-id: body.key}\n'
  const filter = "filter: {expression: \"body.n > 2 && sprig.lower(body.kind ?? 'A') == 'a'\"}"
  const event = `  webhook:\n    event: {endpoint: /filtered, port: "${port}", method: POST, ${filter}}`
  await put(manifest('filtered', event, annotations))
  const send = (body: unknown): Promise<Answer> => post('/filtered', JSON.stringify(body))
  await eventually(async () => expect((await send({ n: 1 })).status).toBe(200))
  expect((await send({ n: 3, kind: 'A', key: 'k-3' })).body).toContain('"deliveryId":"k-3"')
  await send({ n: 4, kind: 'B', key: 'k-4' })
  await send({ n: 'x', key: 'k-x' })
  const ids = (await stored()).filter(({ eventSource }) => eventSource === 'filtered').map((one) => one.deliveryId)
  expect(ids).toEqual(['k-3'])
})

test('many at once are stored in few messages', async () => {
  const before = (await bus.manager.streams.info(deliveriesStream)).state.messages
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) => post('/order', String(index), `many-${index}`)),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const ids = (await stored()).flatMap(({ deliveryId }) => (deliveryId.startsWith('many-') ? [deliveryId] : []))
  expect(new Set(ids).size).toBe(300)
  const after = (await bus.manager.streams.info(deliveriesStream)).state.messages
  expect(after - before).toBeLessThan(300)
})

test('bus-away: 503 with Retry-After, then 200 again without a restart, and every 200 is stored', async () => {
  await server.kill('SIGKILL')
  const away = await post('/order', '1', 'away')
  expect(away.status).toBe(503)
  expect(away.headers['retry-after']).toBe('2')
  expect((await send('/health', { port, method: 'GET' })).body).toBe('OK')
  await server.restart()
  const accepted: string[] = []
  await eventually(
    async () => {
      const id = `back-${accepted.length}`
      expect((await post('/order', '1', id)).status).toBe(200)
      accepted.push(id)
      return accepted.length >= 3
    },
    { withinMs: 20_000 },
  )
  const ids = new Set((await stored()).map(({ deliveryId }) => deliveryId))
  for (const id of accepted) expect(ids).toContain(id)
})
