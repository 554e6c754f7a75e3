import { afterEach, beforeEach, expect, test } from 'vitest'
import { otlpSink } from './otlp-sink.fixture.ts'
import type { OtlpSink } from './otlp-sink.fixture.ts'
import { startTelemetry } from './start-telemetry.ts'
import type { Telemetry, TelemetryOptions } from './start-telemetry.ts'
import { parseTraceParent } from './traceparent.ts'

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const other = '00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01'

let sink: OtlpSink
beforeEach(async () => {
  sink = await otlpSink()
})
afterEach(() => sink[Symbol.asyncDispose]())

/** Runs `act`, ends the telemetry, which sends what waits, and hands back what the collector got, by name. */
async function recorded(act: (telemetry: Telemetry) => void, options: Partial<TelemetryOptions> = {}) {
  const telemetry = await startTelemetry({
    service: 'router',
    version: '1.2.3',
    otlpEndpoint: sink.url,
    exportEveryMs: 60_000,
    write: () => {},
    ...options,
  })
  act(telemetry)
  await telemetry[Symbol.asyncDispose]()
  return { telemetry, spans: Object.fromEntries(sink.spans.map((span) => [span.name, span])) }
}

test('a span continues its parent and carries kind, attributes, links, times and scope', async () => {
  const startTimeUs = 1_795_448_478_123_456
  let traceparent = ''
  const { spans } = await recorded(({ tracing }) => {
    const span = tracing.start('process EVENTS', {
      kind: 'consumer',
      parent,
      links: [other, 'nonsense'],
      startTimeUs,
      attributes: {
        'messaging.system': 'nats',
        'messaging.batch.message_count': 3,
        'millrace.dependencies': ['a', 'b'],
      },
    })
    expect(tracing.recording).toBe(true)
    traceparent = span.traceparent
    expect(span.traceId).toBe(parent.slice(3, 35))
    span.set({ 'millrace.sensor': 'deploy', 'millrace.redelivered': false, 'millrace.bus': undefined })
    span.end()
  })
  const span = spans['process EVENTS']
  expect(parseTraceParent(traceparent)).toEqual({ traceId: parent.slice(3, 35), spanId: span?.spanId, flags: 1 })
  expect(span).toMatchObject({
    traceId: parent.slice(3, 35),
    parentSpanId: parent.slice(36, 52),
    kind: 5,
    service: 'router',
    scope: 'millrace.router',
    startNs: BigInt(startTimeUs) * 1_000n,
    links: [other.slice(3, 52)],
    status: { code: 0, message: '' },
    attributes: {
      'messaging.system': 'nats',
      'messaging.batch.message_count': 3,
      'millrace.dependencies': ['a', 'b'],
      'millrace.sensor': 'deploy',
      'millrace.redelivered': false,
    },
  })
  expect(span?.endNs).toBeGreaterThan(0n)
  expect(sink.requests[0]).toMatchObject({ path: '/v1/traces', contentType: 'application/x-protobuf' })
})

test.each([
  ['internal', 1],
  ['server', 2],
  ['client', 3],
  ['producer', 4],
  ['consumer', 5],
] as const)('kind %s is number %i on the wire', async (kind, number) => {
  const { spans } = await recorded(({ tracing }) => tracing.start('x', { kind }).end())
  expect(spans['x']?.kind).toBe(number)
})

test('a road of spans, one service after another in one process, is one trace of several services', async () => {
  const { spans } = await recorded(
    (telemetry) => {
      let carried: string | undefined
      for (const service of ['ingest', 'dedup', 'router']) {
        const span = telemetry.for(service).tracing.start(service, { kind: 'internal', parent: carried })
        carried = span.traceparent
        span.end()
      }
      telemetry.tracing.start('own', { kind: 'internal' }).end()
    },
    { service: 'millrace' },
  )
  const { ingest, dedup, router, own } = spans
  expect([ingest?.service, dedup?.service, router?.service, own?.service]).toEqual([
    'ingest',
    'dedup',
    'router',
    'millrace',
  ])
  expect(ingest?.parentSpanId).toBe('')
  expect([dedup?.parentSpanId, router?.parentSpanId]).toEqual([ingest?.spanId, dedup?.spanId])
  expect(new Set([ingest?.traceId, dedup?.traceId, router?.traceId])).toHaveLength(1)
  expect(own?.traceId).not.toBe(ingest?.traceId)
})

test('a failed span says why', async () => {
  const { spans } = await recorded(({ tracing }) => {
    const span = tracing.start('call', { kind: 'client' })
    span.fail('the target answered 503')
    span.end()
    span.set({ 'error.type': 'too-late' })
  })
  expect(spans['call']).toMatchObject({ status: { code: 2, message: 'the target answered 503' }, attributes: {} })
})

test("what the parent did not sample is not sent, and its flag is handed on; an invalid parent's trace is not continued", async () => {
  const { spans } = await recorded(({ tracing }) => {
    const unsampled = tracing.start('unsampled', { kind: 'internal', parent: `${parent.slice(0, 53)}00` })
    expect(unsampled.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-00$/)
    unsampled.end()
    tracing.start('fresh', { kind: 'internal', parent: `ff${parent.slice(2)}` }).end()
  })
  expect(Object.keys(spans)).toEqual(['fresh'])
  expect(spans['fresh']?.parentSpanId).toBe('')
})

test('a share of zero records no trace begun here, but those continued', async () => {
  const { spans } = await recorded(
    ({ tracing }) => {
      tracing.start('begun', { kind: 'internal' }).end()
      tracing.start('continued', { kind: 'internal', parent }).end()
    },
    { sampleRatio: 0 },
  )
  expect(Object.keys(spans)).toEqual(['continued'])
})

test('spans past the queue are dropped and counted, none is lost in silence', async () => {
  const { telemetry } = await recorded(
    ({ tracing }) => {
      for (let n = 0; n < 25; n++) tracing.start(`span ${n}`, { kind: 'internal' }).end()
    },
    { spansQueuedMax: 10 },
  )
  const dropped = telemetry.metrics.read('millrace_spans_dropped_total')
  const full = dropped.find(({ labels }) => labels['reason'] === 'queue-full')?.value ?? 0
  expect(full).toBeGreaterThan(0)
  expect(sink.spans.length + full).toBe(25)
})

test('spans a collector refuses are counted, and told in the log at no more than warn', async () => {
  sink.status = 400
  const lines: string[] = []
  const { telemetry } = await recorded(({ tracing }) => tracing.start('x', { kind: 'internal' }).end(), {
    write: (line) => lines.push(line),
  })
  const dropped = telemetry.metrics.read('millrace_spans_dropped_total')
  expect(dropped.find(({ labels }) => labels['reason'] === 'export-failed')?.value).toBe(1)
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toContain('warn')
  expect(lines.join('')).not.toContain('"level":"error"')
})

test('a span ended after the telemetry is counted as lost', async () => {
  const telemetry = await startTelemetry({ service: 'router', otlpEndpoint: sink.url, write: () => {} })
  const span = telemetry.tracing.start('late', { kind: 'internal' })
  await telemetry[Symbol.asyncDispose]()
  span.end()
  const dropped = telemetry.metrics.read('millrace_spans_dropped_total')
  expect(dropped.find(({ labels }) => labels['reason'] === 'shutdown')?.value).toBe(1)
})

test('spans go out by themselves when their wait is over', async () => {
  const telemetry = await startTelemetry({
    service: 'router',
    otlpEndpoint: `${sink.url}/v1/traces/`,
    exportEveryMs: 5,
  })
  telemetry.tracing.start('soon', { kind: 'internal' }).end()
  await expect.poll(() => sink.spans.map(({ name }) => name)).toEqual(['soon'])
  expect(sink.requests[0]?.path).toBe('/v1/traces')
  await telemetry[Symbol.asyncDispose]()
})

test.each(['nonsense', 'grpc://127.0.0.1:4317'])(
  'an endpoint that is no http URL is refused: %s',
  async (otlpEndpoint) => {
    await expect(startTelemetry({ service: 'router', otlpEndpoint })).rejects.toMatchObject({
      code: 'otlp-endpoint-invalid',
    })
  },
)

test('telemetry can be started again in the same process', async () => {
  const lines: string[] = []
  for (const name of ['first', 'second'])
    await recorded(({ tracing }) => tracing.start(name, { kind: 'internal' }).end(), {
      write: (line) => lines.push(line),
    })
  expect(sink.spans.map(({ name }) => name)).toEqual(['first', 'second'])
  expect(lines).toEqual([])
})

test("where the SDK's own variable switches it off, valid traceparents are still made", async () => {
  process.env['OTEL_SDK_DISABLED'] = 'true'
  try {
    const { spans } = await recorded(({ tracing }) => {
      const span = tracing.start('x', { kind: 'internal' })
      expect(parseTraceParent(span.traceparent)?.traceId).toBe(span.traceId)
      expect(parseTraceParent(tracing.start('y', { kind: 'internal', parent }).traceparent)?.traceId).toBe(
        parent.slice(3, 35),
      )
    })
    expect(spans).toEqual({})
  } finally {
    delete process.env['OTEL_SDK_DISABLED']
  }
})

test('a span that was sent makes room in the queue for another', async () => {
  const telemetry = await startTelemetry({
    service: 'router',
    otlpEndpoint: sink.url,
    exportEveryMs: 5,
    spansQueuedMax: 4,
  })
  for (let sent = 1; sent <= 8; sent++) {
    telemetry.tracing.start('x', { kind: 'internal' }).end()
    await expect.poll(() => sink.spans.length).toBe(sent)
  }
  await telemetry[Symbol.asyncDispose]()
  expect(telemetry.metrics.read('millrace_spans_dropped_total').map(({ value }) => value)).toEqual([0, 0, 0])
})
