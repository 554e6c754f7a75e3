import { otlpSink, type OtlpSink, type ReceivedSpan } from '@millrace/telemetry/otlp-sink'
import { eventually } from '@millrace/testkit'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

const spanKinds = { server: 2, client: 3, producer: 4, consumer: 5 }

interface Call {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let system: Constellation
let sink: OtlpSink
const calls: Call[] = []
const target = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    calls.push({ path: request.url ?? '', headers: request.headers, body })
    response.writeHead(request.url === '/fails' ? 500 : 200).end('{"ok":true}')
  })
})

const sensor = (name: string, dependency: string, triggers: string): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name}, namespace: argo-events }
spec:
  dependencies:
    - { name: dep, eventSourceName: hook, eventName: ${dependency} }
  triggers:
${triggers}`

const http = (name: string, path: string, more = ''): string => `
    - template:
        name: ${name}
        http:
          url: TARGET${path}
          method: POST
          headers: { Content-Type: application/json }
          payload:
            - { src: { dependencyName: dep, dataKey: body.n, useRawData: true }, dest: n }
            - { src: { dependencyName: dep, contextKey: subject }, dest: subject }
            - { src: { dependencyName: dep, dataTemplate: "{{ .Input.body.n | int | add 1 }}" }, dest: next }
            - { src: { dependencyName: dep, dataKey: body.nothing, value: default }, dest: missing }
      ${more}`

beforeAll(async () => {
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const { port } = target.address() as AddressInfo
  sink = await otlpSink()
  const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook, namespace: argo-events }
spec:
  webhook:
    push: { port: "PORT", endpoint: /push, method: POST }
    other: { port: "PORT", endpoint: /other, method: POST }
    fail: { port: "PORT", endpoint: /fail, method: POST }
${sensor('one', 'push', http('t', '/t'))}
${sensor('failing', 'fail', http('f', '/fails', 'retryStrategy: { steps: 3, duration: 200ms, jitter: 0 }'))}
`
  system = await constellation(manifests.replaceAll('TARGET', `http://127.0.0.1:${port}`), sink.url)
}, 60_000)

afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await sink[Symbol.asyncDispose]()
  target.closeAllConnections()
  target.close()
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

describe('one webhook is one trace', () => {
  test('ingest → dedup → router → executor → target, under the trace of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const response = await post('/push', { n: 7 }, { traceparent: `00-${traceId}-b7ad6b7169203331-01` })
    expect(response.status).toBe(200)
    await eventually(() => expect(calls.map((call) => call.path)).toContain('/t'))
    const names = ['POST /push', 'process DELIVERIES', 'process EVENTS', 'process INVOCATIONS', 'POST']
    const spans = (): ReceivedSpan[] => sink.spans.filter((span) => span.traceId === traceId)
    await eventually(
      () => expect(new Set(spans().map((span) => span.name))).toEqual(new Set([...names, 'send deliveries'])),
      { withinMs: 10_000 },
    )
    const span = (name: string): ReceivedSpan => {
      const found = spans().find((one) => one.name === name)
      if (found === undefined) throw new Error(`no span ${name}`)
      return found
    }
    expect(names.map((name) => span(name).kind)).toEqual([
      spanKinds.server,
      spanKinds.consumer,
      spanKinds.consumer,
      spanKinds.consumer,
      spanKinds.client,
    ])
    const front = span('POST /push')
    const sent = span('send deliveries')
    expect(front.parentSpanId).toBe('b7ad6b7169203331')
    expect(sent.parentSpanId).toBe(front.spanId)
    for (const name of names.slice(1, 4)) expect(span(name).parentSpanId, name).toBe(sent.spanId)
    expect(span('POST').parentSpanId).toBe(span('process INVOCATIONS').spanId)
    expect(names.map((name) => span(name).service)).toEqual([
      'ingest',
      'dedup',
      'router',
      'trigger-executor',
      'trigger-executor',
    ])
    const stream = { 'messaging.system': 'nats', 'messaging.operation.type': 'process' }
    for (const name of names.slice(1, 4)) expect(span(name).attributes).toMatchObject(stream)
    expect(span('process DELIVERIES').attributes).toMatchObject({
      'messaging.destination.name': 'deliveries',
      'millrace.duplicate': false,
    })
    expect(span('POST').attributes).toMatchObject({ 'http.request.method': 'POST', 'http.response.status_code': 200 })
    const called = calls.find((call) => call.path === '/t')
    expect(called?.headers['traceparent']).toBe(`00-${traceId}-${span('POST').spanId}-01`)
  })
})

describe('the road', () => {
  test('the payload is built from data, context and defaults; the invocation id is the Idempotency-Key', async () => {
    await eventually(() => expect(calls.some((call) => call.path === '/t')).toBe(true))
    const call = calls.find((one) => one.path === '/t')
    expect(JSON.parse(call?.body ?? '')).toEqual({ n: 7, subject: 'push', next: '8', missing: 'default' })
    expect(call?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/u)
  })

  test('the same delivery id twice: both are answered 200, one effect follows', async () => {
    const before = calls.length
    const answers = await Promise.all([1, 2, 3].map(() => post('/push', { n: 8 }, { 'X-GitHub-Delivery': 'twice' })))
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
    expect(new Set(answers.map((answer) => answer.headers.get('x-millrace-event-id'))).size).toBe(1)
    await eventually(() => expect(calls.length).toBeGreaterThan(before))
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(calls.length).toBe(before + 1)
  })

  test('an event that no sensor waits for has no effect and disturbs nothing', async () => {
    const before = calls.length
    expect((await post('/other', { n: 1 })).status).toBe(200)
    await post('/push', { n: 9 })
    await eventually(() => expect(calls.length).toBe(before + 1))
  })

  test('a target that refuses is tried as often as the strategy says, with the same key, then it is a dead letter', async () => {
    await post('/fail', { n: 1 }, { 'X-GitHub-Delivery': 'fails' })
    await eventually(() => expect(calls.filter((call) => call.path === '/fails')).toHaveLength(3), { withinMs: 15_000 })
    const keys = calls.filter((call) => call.path === '/fails').map((call) => call.headers['idempotency-key'])
    expect(new Set(keys).size).toBe(1)
    const told = (): string[] =>
      system.lines.filter((line) => line['msg'] === 'Failed to execute a trigger').map((line) => String(line['level']))
    await eventually(() => expect(told()).toEqual(['warn', 'warn', 'error']))
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(calls.filter((call) => call.path === '/fails')).toHaveLength(3)
  })

  test('a manifest that changes is in force without a restart; one that breaks keeps its last good version', async () => {
    const { port } = target.address() as AddressInfo
    const added = sensor('added', 'other', http('a', '/added')).replaceAll('TARGET', `http://127.0.0.1:${port}`)
    await system.write('added.yaml', added)
    await eventually(
      async () => {
        await post('/other', { n: 2 })
        expect(calls.some((call) => call.path === '/added')).toBe(true)
      },
      { withinMs: 15_000 },
    )
    await system.write('added.yaml', added.replace('eventName: other', 'eventName: 7, 8'))
    await eventually(() =>
      expect(system.lines.some((line) => line['level'] === 'error' || line['level'] === 'warn')).toBe(true),
    )
    const before = calls.filter((call) => call.path === '/added').length
    await post('/other', { n: 3 })
    await eventually(() => expect(calls.filter((call) => call.path === '/added').length).toBeGreaterThan(before))
  })
})
