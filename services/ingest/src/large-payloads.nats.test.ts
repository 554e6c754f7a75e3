import { deliveriesStream, openBus, payloadsBucket, type Bus } from '@millrace/bus'
import { readManifests, type WorkflowEventBinding } from '@millrace/manifests'
import { decodeDelivery, readDeliveryBatch, type RoadDelivery } from '@millrace/protocol/wire'
import { openRegistry } from '@millrace/registry'
import { configFrom, supervise, type Supervised } from '@millrace/service'
import { startTelemetry, type Telemetry } from '@millrace/telemetry'
import { configuredNats, eventually, freePort } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ingestOptions } from './config.ts'
import { eventSources, manifest, send } from './ingest.fixture.ts'
import { startIngest } from './start.ts'

let server: Awaited<ReturnType<typeof configuredNats>>
let bus: Bus
let telemetry: Telemetry
let ingest: Supervised
let [port, apiPort] = [0, 0]
const payloadsBytesMax = 4_000_000

const binding = `
apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: { name: any, namespace: ns }
spec: { event: { selector: "true" } }
`

/** A server as it comes takes 1 MiB in a message. */
beforeAll(async () => {
  server = await configuredNats(() => [])
  const natsUrl = `nats://127.0.0.1:${server.port}`
  bus = await openBus({ url: natsUrl, name: 'large-payloads-test' })
  const registry = await openRegistry(bus, 1)
  port = await freePort()
  apiPort = await freePort()
  const source = `  webhook:\n    event: {endpoint: /large, port: "${port}", method: POST, maxPayloadSize: 8000000}`
  for (const one of eventSources(manifest('shop', source))) await registry.put(one)
  for (const { object } of readManifests(binding, 'binding.yaml').objects) {
    // The text above is one.
    await registry.put(object as WorkflowEventBinding)
  }
  telemetry = await startTelemetry({ service: 'ingest', level: 'error' })
  const config = configFrom(ingestOptions, {
    natsUrl,
    control: { host: '127.0.0.1', port: 0 },
    workflowEventsPort: apiPort,
    workflowEventsTls: 'off',
    largePayloadBytesMax: 3_000_000,
    payloadsBytesMax,
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

const bodyOf = (fill: string, chars: number): string => JSON.stringify({ fill: fill.repeat(chars) })
const post = (path: string, body: string, to = port, headers = {}) => send(path, { port: to, body, headers })

/** The delivery that was stored last. */
async function last(): Promise<RoadDelivery | undefined> {
  const message = await bus.manager.streams.getMessage(deliveriesStream, { last_by_subj: 'deliveries' })
  const [head] = message === null ? [] : readDeliveryBatch(message.data).deliveries
  return head === undefined ? undefined : decodeDelivery(head.bytes)
}

test('what a message takes goes in one', async () => {
  expect((await post('/large', bodyOf('a', 900_000))).status).toBe(200)
  const delivery = await last()
  expect([delivery?.event.data?.length !== undefined, delivery?.dataRef]).toEqual([true, undefined])
})

test('a webhook, a CloudEvent and an event of the Workflows event API above that go by reference', async () => {
  expect((await post('/large', bodyOf('b', 1_000_000))).status).toBe(200)
  expect(await last()).toMatchObject({ eventSource: 'shop', event: { data: undefined } })
  expect((await last())?.dataRef?.bytes).toBeGreaterThan(1_000_000)

  const event = { 'ce-specversion': '1.0', 'ce-id': 'one', 'ce-source': 'test', 'ce-type': 'test' }
  expect((await post('/cloudevents/ns/shop/event', bodyOf('c', 1_000_000), port, event)).status).toBe(200)
  expect(await last()).toMatchObject({ event: { id: 'one', data: undefined }, dataRef: { bytes: 1_000_011 } })

  expect((await post('/api/v1/events/ns/any', bodyOf('d', 1_000_000), apiPort)).status).toBe(200)
  expect(await last()).toMatchObject({ namespace: 'ns', eventName: 'any', event: { data: undefined } })
  expect((await last())?.dataRef?.bytes).toBeGreaterThan(1_000_000)
})

test('above the bound of large data it is 413, and in a bucket that is full 503; nothing of either is delivered', async () => {
  const before = await last()
  expect((await post('/large', bodyOf('e', 3_000_000))).status).toBe(413)
  const full = await post('/large', bodyOf('f', 2_500_000))
  expect([full.status, full.headers['retry-after']]).toEqual([503, '2'])
  expect(await last()).toEqual(before)
  expect((await bus.manager.streams.info(`OBJ_${payloadsBucket}`)).state.bytes).toBeLessThanOrEqual(payloadsBytesMax)
  // What is small is not kept out.
  expect((await post('/large', bodyOf('g', 10))).status).toBe(200)
})
