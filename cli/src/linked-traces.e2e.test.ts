import { otlpSink, type OtlpSink, type ReceivedSpan } from '@millrace/telemetry/otlp-sink'
import { eventually, httpTarget, type HttpTarget } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 }
let system: Constellation
let sink: OtlpSink
let target: HttpTarget

beforeAll(async () => {
  target = await httpTarget()
  sink = await otlpSink()
  const http = (name: string): string => `{ name: ${name}, http: { url: ${target.url}/${name}, method: POST } }`
  const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook }
spec:
  webhook:
    one: { port: "PORT", endpoint: /one, method: POST }
    left: { port: "PORT", endpoint: /left, method: POST }
    right: { port: "PORT", endpoint: /right, method: POST }
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: single }
spec:
  dependencies: [{ name: d, eventSourceName: hook, eventName: one }]
  triggers: [{ template: ${http('single')} }]
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: joining }
spec:
  dependencies:
    - { name: left, eventSourceName: hook, eventName: left }
    - { name: right, eventSourceName: hook, eventName: right }
  triggers: [{ template: ${http('joined')} }]
`
  system = await constellation(manifests, sink.url)
}, 60_000)

afterAll(async () => {
  await system?.[Symbol.asyncDispose]()
  await sink?.[Symbol.asyncDispose]()
  await target?.[Symbol.asyncDispose]()
})

const trace = (digit: string): string => digit.repeat(32)

async function post(path: string, traceId: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-01` }
  expect((await fetch(`${system.url}${path}`, { method: 'POST', headers, body: '{"n":1}' })).status).toBe(200)
}

const spansOf = (traceId: string): ReceivedSpan[] => sink.spans.filter((span) => span.traceId === traceId)
const named = (traceId: string, name: string): ReceivedSpan | undefined =>
  spansOf(traceId).find((span) => span.name === name)
const callsTo = (path: string): number => target.calls.filter((one) => one.path === path).length

/** What OpenTelemetry's conventions ask of a span that has to do with a message. */
function expectMessaging(span: ReceivedSpan | undefined, operation: 'send' | 'process', group?: string): void {
  expect(span?.kind).toBe(operation === 'send' ? kinds.producer : kinds.consumer)
  expect(span?.attributes).toMatchObject({
    'messaging.system': 'nats',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    ...(group === undefined ? {} : { 'messaging.consumer.group.name': group }),
  })
  expect(span?.attributes['messaging.destination.name']).toEqual(expect.any(String))
}

test('every hop of the road is one trace, with the attributes of messaging', async () => {
  const id = trace('a')
  await post('/one', id)
  await eventually(() => expect(named(id, 'process INVOCATIONS')).toBeDefined(), { withinMs: 15_000 })
  await eventually(() => expect(named(id, 'POST')).toBeDefined())
  const sent = named(id, 'send deliveries')
  expectMessaging(sent, 'send')
  for (const [name, group] of [
    ['process DELIVERIES', 'dedup'],
    ['process EVENTS', 'router'],
    ['process INVOCATIONS', 'trigger-executor'],
  ] as const) {
    expectMessaging(named(id, name), 'process', group)
    expect(named(id, name)?.parentSpanId).toBe(sent?.spanId)
  }
  expect(named(id, 'POST')).toMatchObject({
    kind: kinds.client,
    parentSpanId: named(id, 'process INVOCATIONS')?.spanId,
  })
})

test('a join goes on in the trace of one of its events and links the others', async () => {
  const [left, right] = [trace('b'), trace('c')]
  await post('/left', left)
  await post('/right', right)
  await eventually(() => expect(callsTo('/joined')).toBe(1), { withinMs: 15_000 })
  const spans = (): ReceivedSpan[] =>
    [...spansOf(left), ...spansOf(right)].filter(({ name }) => name === 'process INVOCATIONS')
  await eventually(() => expect(spans()).toHaveLength(1))
  const [span] = spans()
  const other = span?.traceId === left ? right : left
  expect(span?.parentSpanId).toBe(named(span?.traceId ?? '', 'send deliveries')?.spanId)
  expect(span?.links).toEqual([`${other}-${named(other, 'send deliveries')?.spanId}`])
})

test('a replay is a trace of its own that links the original, and its outcome names it', async () => {
  const id = trace('d')
  await post('/one', id)
  await eventually(() => expect(callsTo('/single')).toBe(2), { withinMs: 15_000 })
  const range = { eventName: 'one' }
  const request = { namespace: 'default', range, mode: 'REPLAY_MODE_FORCE_NEW', requestId: 'again' }
  const { replay } = await adminCall<{ replay: { id: string } }>(system.adminUrl, 'ReplayService/Start', request)
  await eventually(() => expect(callsTo('/single')).toBe(4), { withinMs: 15_000 })
  const begun = (): ReceivedSpan | undefined => sink.spans.find(({ name }) => name === 'replay')
  const replayed = (): ReceivedSpan[] =>
    spansOf(begun()?.traceId ?? '').filter(({ name }) => name === 'process INVOCATIONS')
  await eventually(() => expect(replayed()).toHaveLength(2))
  expect(begun()).toMatchObject({ kind: kinds.internal, attributes: { 'millrace.replay_id': replay.id } })
  const links = replayed().flatMap((span) => span.links)
  expect(links.sort()).toEqual([trace('a'), id].map((one) => `${one}-${named(one, 'send deliveries')?.spanId}`).sort())
  for (const span of replayed()) {
    expectMessaging(span, 'process', 'trigger-executor')
    expect(span.parentSpanId).toBe(begun()?.spanId)
    expect(span.attributes['millrace.replay_id']).toBe(replay.id)
  }
  await eventually(async () => {
    const query = { filter: { namespace: 'default' }, traceId: id }
    const { events = [] } = await adminCall<{ events?: { outcomes?: { replayId?: string }[] }[] }>(
      system.adminUrl,
      'EventService/Search',
      { query },
    )
    const ids = events.flatMap(({ outcomes = [] }) => outcomes.map(({ replayId = '' }) => replayId))
    expect(ids.sort()).toEqual(['', replay.id])
  })
})
