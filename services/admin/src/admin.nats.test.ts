import { create, toBinary } from '@bufbuild/protobuf'
import { createClient } from '@connectrpc/connect'
import { createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import {
  deadSubject,
  deliveriesSubject,
  eventsSubject,
  invocationsSubject,
  openBus,
  sharedConsumer,
  workflowEventsStream,
  triedSubject,
  type Bus,
} from '@millrace/bus'
import { EventService, Progress, SystemService } from '@millrace/protocol/admin'
import { Health, HealthCheckResponse_ServingStatus as Serving } from '@millrace/protocol/health'
import { ServerReflection } from '@millrace/protocol/reflection'
import { DeadLetterSchema, Result } from '@millrace/protocol/road'
import { encodeDelivery, encodeDeliveryBatch, encodeInvocationBatch } from '@millrace/protocol/wire'
import { openRegistry } from '@millrace/registry'
import { connectTo } from '@millrace/service'
import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { apiServices, emptyStreams, record, runAdmin } from './admin.fixture.ts'
import type { AdminConfig } from './config.ts'
import { batch, outcome } from './outcome.fixture.ts'
import type { AdminDeps } from './start.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'admin-test' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

beforeEach(() => emptyStreams(bus))

const publish = (subject: string, data: Uint8Array) => bus.publish({ subject, data }, 5_000)

function delivery(id: string, data = '{}') {
  const event = { id, source: 'webhook', type: 'webhook', attributes: new Map(), data: Buffer.from(data) }
  const names = { namespace: 'default', bus: 'default', eventSource: 'webhook', eventName: 'example' }
  return encodeDelivery({ ...names, deliveryId: `delivery-of-${id}`, receivedAtUs: 1_000_000, dedupWindowMs: 0, event })
}

async function start(settings: Partial<AdminConfig> = {}, more: Pick<AdminDeps, 'problems'> = {}) {
  const admin = await runAdmin({ natsUrl: server.url, ...settings }, more)
  onTestFinished(() => admin[Symbol.asyncDispose]())
  return admin
}

type Call = Awaited<ReturnType<typeof start>>['call']

async function roadOf(call: Call, id: string): Promise<Record<string, unknown>> {
  const { json } = await call('EventService/Get', { id })
  // As any caller without our types sees it.
  return json['road'] as Record<string, unknown>
}

describe('one port, every protocol', () => {
  test('gRPC by grpc-js, gRPC-web, Connect and gRPC by connect give the same answer', async () => {
    await publish(triedSubject, batch(outcome(1)))
    const { url, port, call } = await start()
    const grpcJs = connectTo(EventService, `127.0.0.1:${port}`, { deadlineMs: 5_000 })
    onTestFinished(() => grpcJs[Symbol.dispose]())
    const transports = [
      createGrpcWebTransport({ baseUrl: url, httpVersion: '1.1' }),
      createGrpcTransport({ baseUrl: url }),
    ]
    const answers = [
      await grpcJs.get({ id: 'event-1' }),
      ...(await Promise.all(
        transports.map((transport) => createClient(EventService, transport).get({ id: 'event-1' })),
      )),
    ]
    for (const { road } of answers) {
      expect(road?.outcomes.map(({ invocationId }) => invocationId)).toEqual(['invocation-1'])
      expect(road?.progress).toBe(Progress.CONCLUDED)
    }
    expect(await call('EventService/Get', { id: 'event-1' })).toMatchObject({
      status: 200,
      json: { road: { progress: 'PROGRESS_CONCLUDED', outcomes: [{ sensor: 'sensor', result: 'RESULT_SUCCEEDED' }] } },
    })
  })

  test('health as gRPC probes ask for it, and its end told to those who watch', async () => {
    const { port, life } = await start()
    const health = connectTo(Health, `127.0.0.1:${port}`, { deadlineMs: 5_000 })
    onTestFinished(() => health[Symbol.dispose]())
    expect((await health.check({})).status).toBe(Serving.SERVING)
    expect((await health.check({ service: EventService.typeName })).status).toBe(Serving.SERVING)
    await expect(health.check({ service: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })
    const watched: Serving[] = []
    const transport = createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` })
    for await (const { status } of createClient(Health, transport).watch({})) {
      watched.push(status)
      if (watched.length === 1) life.drain()
    }
    expect(watched).toEqual([Serving.SERVING, Serving.NOT_SERVING])
  })

  test('reflection tells what a client needs to call without our proto files', async () => {
    const { url } = await start()
    const client = createClient(ServerReflection, createGrpcTransport({ baseUrl: url }))
    async function* questions() {
      yield { messageRequest: { case: 'listServices', value: '' } } as const
      yield { messageRequest: { case: 'fileContainingSymbol', value: EventService.typeName } } as const
      yield { messageRequest: { case: 'fileContainingSymbol', value: `${EventService.typeName}.Get` } } as const
      yield { messageRequest: { case: 'fileByFilename', value: 'millrace/v1/road.proto' } } as const
      yield { messageRequest: { case: 'fileContainingSymbol', value: 'no.such.Thing' } } as const
    }
    const answers = []
    for await (const { messageResponse } of client.serverReflectionInfo(questions())) answers.push(messageResponse)
    expect(answers[0]).toMatchObject({
      case: 'listServicesResponse',
      value: {
        service: [
          { name: 'grpc.health.v1.Health' },
          { name: 'grpc.reflection.v1.ServerReflection' },
          { name: 'grpc.reflection.v1alpha.ServerReflection' },
          ...apiServices.map(({ typeName: name }) => ({ name })),
        ],
      },
    })
    expect(answers.slice(1).map((answer) => answer.case)).toEqual([
      'fileDescriptorResponse',
      'fileDescriptorResponse',
      'fileDescriptorResponse',
      'errorResponse',
    ])
  })

  test('GET /healthz, and what is not there', async () => {
    const { url } = await start()
    const healthz = await fetch(`${url}/healthz`)
    expect([healthz.status, await healthz.text()]).toEqual([200, 'ok\n'])
    expect((await fetch(`${url}/nothing`)).status).toBe(404)
    expect((await fetch(`${url}/millrace.admin.v1.EventService/Nothing`, { method: 'POST' })).status).toBe(404)
  })
})

describe('the road of an event', () => {
  test('outcomes from before the start and from after it', async () => {
    await publish(triedSubject, batch(outcome(1), outcome(2)))
    const { call } = await start()
    await publish(triedSubject, batch(outcome(3)))
    for (const number of [1, 2, 3]) {
      await eventually(async () => {
        const json = await roadOf(call, `delivery-${number}`)
        expect(json).toMatchObject({ outcomes: [{ invocationId: `invocation-${number}` }] })
      })
    }
    const { json } = await call('InvocationService/List', { pageSize: 2 })
    expect(json).toMatchObject({ outcomes: [{ invocationId: 'invocation-3' }, { invocationId: 'invocation-2' }] })
  })

  test('a dead letter tells its reason, and is one try with the outcome that repeats it', async () => {
    const dead = outcome(1, { result: Result.DEAD, reason: 'status 404' })
    await publish(
      deadSubject('default', 'sensor', 'x'),
      toBinary(DeadLetterSchema, create(DeadLetterSchema, { outcome: dead })),
    )
    await publish(triedSubject, batch(outcome(1, { result: Result.DEAD, reason: '', triggerType: '' })))
    const { call } = await start()
    const json = await roadOf(call, 'event-1')
    expect(json['outcomes']).toMatchObject([{ result: 'RESULT_DEAD', reason: 'status 404', triggerType: 'http' }])
  })

  test('an event without an outcome: waiting for dedup, recorded, let pass by the router, under way', async () => {
    const { call } = await start()
    const progress = async (id: string) => (await roadOf(call, id))['progress']
    expect(await progress('a')).toBe('PROGRESS_UNKNOWN')

    await publish(deliveriesSubject, encodeDeliveryBatch([delivery('other'), delivery('a')], 0))
    expect(await progress('a')).toBe('PROGRESS_DELIVERED')

    await bus.ensureConsumer(record.name, sharedConsumer('router', 30_000, 1_000))
    await publish(eventsSubject('default', 'default'), encodeDeliveryBatch([delivery('a')], 5))
    const recorded = await roadOf(call, 'delivery-of-a')
    expect(recorded).toMatchObject({
      progress: 'PROGRESS_RECORDED',
      note: expect.stringMatching(/^recorded on EventBus default\/default \(EVENTS_default_default, message 1\)/u),
      sightings: [
        { stream: 'DELIVERIES' },
        { stream: record.name, seq: '1', eventId: 'a', eventName: 'example', acceptedAtUs: '5' },
      ],
    })

    await using router = bus.consume(
      { stream: record.name, consumer: 'router', inFlightMax: 10, ackWaitMs: 30_000, ackGatherMs: 0 },
      () => Promise.resolve({ kind: 'ack' }),
    )
    await eventually(async () => expect(await progress('a')).toBe('PROGRESS_ROUTED'))

    const invocation = {
      id: 'inv',
      namespace: 'default',
      sensor: 's',
      trigger: 't',
      generation: 1,
      attempt: 2,
      uncertain: false,
    }
    const waiting = { ...invocation, dependencies: new Map([['d', 1]]) }
    const invocations = {
      deliveries: [delivery('other'), delivery('a')],
      invocations: [waiting],
      acceptedAtUs: 1,
      routedAtUs: 2,
    }
    await publish(invocationsSubject, encodeInvocationBatch(invocations))
    for (const id of ['a', 'inv']) {
      expect(await roadOf(call, id)).toMatchObject({
        progress: 'PROGRESS_UNDER_WAY',
        pending: [{ id: 'inv', sensor: 's', trigger: 't', attempt: 2 }],
      })
    }
    expect(await progress('other')).not.toBe('PROGRESS_UNDER_WAY')
    expect(router.inFlight).toBe(0)
  })

  test('an id that stands in the data of another event is not its road', async () => {
    const { call } = await start()
    await publish(eventsSubject('default', 'default'), encodeDeliveryBatch([delivery('a', '{"id":"b"}')], 5))
    expect(await roadOf(call, 'b')).toMatchObject({ progress: 'PROGRESS_UNKNOWN', searched: '1' })
  })

  test('a record is looked through from its newest message back, and no further than told', async () => {
    const { call } = await start({ searchMax: 3 })
    for (const id of ['m1', 'm2', 'm3', 'm4']) {
      await publish(eventsSubject('default', 'default'), encodeDeliveryBatch([delivery(id)], 5))
    }
    const found = await Promise.all(['m1', 'm2', 'm4'].map(async (id) => (await roadOf(call, id))['progress']))
    expect(found).toEqual(['PROGRESS_UNKNOWN', 'PROGRESS_RECORDED', 'PROGRESS_RECORDED'])
  })

  test('the page of an event, as HTML for people and as JSON for programs', async () => {
    await publish(triedSubject, batch(outcome(1)))
    const { url } = await start()
    const page = await fetch(`${url}/trace/event-1`, { headers: { accept: 'text/html,application/json;q=0.1' } })
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/u)
    expect(await page.text()).toContain('sensor/http')
    const json = await fetch(`${url}/trace/event-1`, { headers: { accept: 'application/json' } })
    expect(await json.json()).toMatchObject({ outcomes: [{ trigger: 'http' }] })
    const found = await fetch(`${url}/trace?id=delivery-1`)
    expect([found.status, await found.text()]).toEqual([200, expect.stringContaining('sensor/http')])
    const unknown = await fetch(`${url}/trace/${encodeURIComponent('<img src=x>')}`)
    expect(unknown.status).toBe(404)
    expect(await unknown.text()).not.toContain('<img')
    expect(await (await fetch(url)).text()).toContain('<form')
    const head = await fetch(`${url}/trace/event-1`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(`${url}/trace/%E0%A4%A`)).status).toBe(404)
    expect((await fetch(`${url}/trace/${'x'.repeat(2_000)}`)).status).toBe(400)
  })
})

test('health: backlog of each consumer, and what is wrong', async () => {
  const { call } = await start({}, { problems: () => ['sensor.yaml:3:1: error: no'] })
  const own = ['DELIVERIES', workflowEventsStream, 'EVENTS_default_default', 'INVOCATIONS', 'OUTCOMES']
  const { json } = await call('SystemService/Health', {})
  expect(json).toMatchObject({ ok: true, problems: ['sensor.yaml:3:1: error: no'] })
  expect((json['streams'] as { name: string }[]).map(({ name }) => name).sort()).toEqual(own)
  await bus.ensureConsumer('DELIVERIES', sharedConsumer('dedup', 30_000, 10))
  for (let index = 0; index < 3; index += 1)
    await publish(deliveriesSubject, encodeDeliveryBatch([delivery(`${index}`)], 0))
  const behind = await call('SystemService/Health', {})
  expect(behind.json).toMatchObject({ backlogs: [{ stream: 'DELIVERIES', consumer: 'dedup', pending: '3' }] })
  expect(behind.json['ok']).toBeUndefined()
  expect(behind.json['problems']).toContain('3 messages wait on DELIVERIES, and no replica of dedup reads them')
})

test('topology follows the registry', async () => {
  const { call } = await start()
  const registry = await openRegistry(bus, 1)
  await registry.put({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 's', namespace: 'default', generation: 3 },
    spec: {
      dependencies: [{ name: 'd', eventSourceName: 'webhook', eventName: 'example' }],
      triggers: [{ template: { name: 'one', log: {} } }, { template: { name: 'two', log: {} } }],
    },
  })
  const sensor = {
    kind: 'Sensor',
    name: 's',
    generation: '3',
    parts: ['one', 'two'],
    dependsOn: ['webhook/example'],
    bus: 'default',
  }
  await eventually(async () =>
    expect((await call('SystemService/Topology', {})).json).toMatchObject({ objects: [sensor] }),
  )
})

test.each([
  ['EventService/Get', 'no id', { id: '' }],
  ['EventService/Get', 'an endless id', { id: 'x'.repeat(2_000) }],
  ['EventService/Get', 'a field that it does not have', { id: 'x', ids: [] }],
  ['InvocationService/List', 'too large a page', { pageSize: 1_001 }],
  ['InvocationService/List', 'a negative page', { pageSize: -1 }],
  ['InvocationService/List', 'a page that is no number', { pageSize: 'many' }],
  ['InvocationService/List', 'a token that is none', { pageToken: 'abc' }],
])('%s refuses %s', async (method, _, request) => {
  const { call } = await start()
  expect(await call(method, request)).toMatchObject({ status: 400, json: { code: 'invalid_argument' } })
})

test('with a token nothing but health is told without it', async () => {
  await publish(triedSubject, batch(outcome(1)))
  const { url, port, call } = await start({ token: 'hush-hush' })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  const page = await fetch(`${url}/trace/event-1`)
  expect([page.status, page.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')])
  expect(await page.text()).not.toContain('sensor')
  const grpcJs = connectTo(SystemService, `127.0.0.1:${port}`, { deadlineMs: 5_000 })
  onTestFinished(() => grpcJs[Symbol.dispose]())
  await expect(grpcJs.topology({})).rejects.toMatchObject({ code: 'unauthenticated' })
  expect((await call('EventService/Get', { id: 'event-1' }, { authorization: 'Bearer hush-hush' })).status).toBe(200)
})

test('a name that is made to point here gets nothing', async () => {
  const { port } = await start()
  const { request } = await import('node:http')
  const status = await new Promise((resolve, reject) => {
    const asked = request({ port, path: '/trace/x', headers: { host: 'evil.example' } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject)
    asked.end()
  })
  expect(status).toBe(403)
})

test('outcomes go on coming after NATS was killed and started again', async () => {
  await publish(triedSubject, batch(outcome(1)))
  const { call } = await start()
  await server.kill()
  await server.restart()
  await eventually(() => publish(triedSubject, batch(outcome(2))), { withinMs: 15_000 })
  for (const number of [1, 2]) {
    await eventually(async () => expect(await roadOf(call, `event-${number}`)).toMatchObject({ outcomes: [{}] }), {
      withinMs: 15_000,
    })
  }
})

test('a port that is taken is a fault that names it', async () => {
  const { port } = await start()
  await expect(start({ address: { host: '127.0.0.1', port } })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`)
})
