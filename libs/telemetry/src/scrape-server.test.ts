import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parsePrometheusText, valueOf } from './prometheus-text.fixture.ts'
import { startTelemetry } from './start-telemetry.ts'
import type { Telemetry } from './start-telemetry.ts'

let telemetry: Telemetry
const url = (path = '/metrics') => `http://127.0.0.1:${telemetry.metricsPort}${path}`
const scrape = async () => parsePrometheusText(await (await fetch(url())).text())

beforeAll(async () => {
  telemetry = await startTelemetry({
    service: 'millrace',
    metricsPort: 0,
    namespace: 'argo',
    version: '1.2.3',
    commit: 'abc',
    level: 'error',
  })
})
afterAll(() => telemetry[Symbol.asyncDispose]())

test('the answer names its format, and HEAD has no body', async () => {
  const get = await fetch(url())
  expect(get.status).toBe(200)
  expect(get.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(Number(get.headers.get('content-length'))).toBe((await get.bytes()).length)
  const head = await fetch(url('/metrics?x=1'), { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test('names, labels and values are as counted, with nothing added', async () => {
  const { metrics } = telemetry.for('ingest')
  const labels = { eventsource_name: 'a "quoted"\nback\\slash é', event_name: 'push' }
  metrics.count('argo_events_events_sent_total', labels, 3)
  metrics.gauge('argo_events_event_service_running_total', { eventsource_name: 'webhook' }, 2)
  for (const ms of [0.5, 3, 3, 99_999])
    metrics.observe('argo_events_event_processing_duration_milliseconds', labels, ms)
  const families = await scrape()
  const sent = families.get('argo_events_events_sent_total')
  expect(sent?.type).toBe('counter')
  expect(sent?.samples).toEqual([
    { name: 'argo_events_events_sent_total', labels: { namespace: 'argo', ...labels }, value: 3 },
  ])
  expect(families.get('argo_events_event_service_running_total')).toMatchObject({
    type: 'gauge',
    samples: [{ value: 2 }],
  })
  const took = 'argo_events_event_processing_duration_milliseconds'
  expect(valueOf(families, took, labels, `${took}_count`)).toBe(4)
  expect(valueOf(families, took, labels, `${took}_sum`)).toBe(100_005.5)
  expect(valueOf(families, took, { ...labels, le: '2.5' }, `${took}_bucket`)).toBe(1)
  expect(valueOf(families, took, { ...labels, le: '5' }, `${took}_bucket`)).toBe(3)
  expect(valueOf(families, took, { ...labels, le: '60000' }, `${took}_bucket`)).toBe(3)
  expect(valueOf(families, took, { ...labels, le: '+Inf' }, `${took}_bucket`)).toBe(4)
})

test('no label and no metric of the SDK appears', async () => {
  const text = await (await fetch(url())).text()
  expect(text).not.toMatch(/otel_|target_info|# UNIT/)
})

test('what runs is told: build, process', async () => {
  const families = await scrape()
  const build = { version: '1.2.3', commit: 'abc', goversion: `node ${process.version}` }
  expect(valueOf(families, 'build_info', build)).toBe(1)
  expect(valueOf(families, 'millrace_process_resident_memory_bytes', {})).toBeGreaterThan(1e7)
  const before = valueOf(families, 'millrace_process_cpu_seconds_total', {})
  for (let n = 0; n < 5e6; n++) Math.sqrt(n)
  expect(valueOf(await scrape(), 'millrace_process_cpu_seconds_total', {})).toBeGreaterThan(before)
})

test('services of one process share the port, each with its own label', async () => {
  telemetry.for('router').metrics.gauge('millrace_in_flight', { stage: 'consume' }, 4)
  telemetry.for('dedup').metrics.gauge('millrace_in_flight', { stage: 'consume' }, 5)
  const families = await scrape()
  expect(valueOf(families, 'millrace_in_flight', { service: 'router' })).toBe(4)
  expect(valueOf(families, 'millrace_in_flight', { service: 'dedup' })).toBe(5)
})

test('every metric of the registry can be scraped at once, by several scrapers', async () => {
  const { metricNames } = await import('./metric-names.ts')
  const { metrics } = telemetry
  for (const [name, { kind, labels }] of Object.entries(metricNames)) {
    const some = Object.fromEntries(labels.map((label) => [label, 'x']))
    // The names come from the registry itself, which no static type can follow here.
    if (kind === 'counter') metrics.count(name as 'millrace_spans_dropped_total', some as { reason: string })
    else if (kind === 'gauge') metrics.gauge(name as 'millrace_in_flight', some as { stage: string }, 1)
    else metrics.observe(name as 'millrace_publish_batch_size', some as { stream: string }, 1)
  }
  const scrapes = await Promise.all([scrape(), scrape(), scrape()])
  for (const families of scrapes) expect([...families.keys()].sort()).toEqual(Object.keys(metricNames).sort())
})

test('a probe that throws is left out with its metric, the rest is served', async () => {
  telemetry.metrics.probe('millrace_registry_objects', { kind: 'Sensor' }, () => {
    throw new Error('gone')
  })
  const families = await scrape()
  expect(families.has('millrace_registry_objects')).toBe(false)
  expect(families.has('build_info')).toBe(true)
  telemetry.metrics.probe('millrace_registry_objects', { kind: 'Sensor' }, () => 1)
})

test('anything but GET /metrics is refused', async () => {
  expect((await fetch(url('/'))).status).toBe(404)
  expect((await fetch(url('/metrics/x'))).status).toBe(404)
  const post = await fetch(url(), { method: 'POST', body: 'x' })
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test('a taken port is told by its code', async () => {
  const start = startTelemetry({ service: 'second', metricsPort: telemetry.metricsPort, level: 'error' })
  await expect(start).rejects.toMatchObject({ name: 'TelemetryError', code: 'metrics-port-unavailable' })
})

test('after disposal nothing listens, even with a connection left open', async () => {
  const own = await startTelemetry({ service: 'brief', metricsPort: 0, level: 'error' })
  const port = own.metricsPort ?? 0
  const hanging = request({ port, host: '127.0.0.1', path: '/metrics', method: 'POST' })
  hanging.on('error', () => {})
  await new Promise((connected) => hanging.on('socket', (socket) => socket.on('connect', connected)))
  await own[Symbol.asyncDispose]()
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow('fetch failed')
})
