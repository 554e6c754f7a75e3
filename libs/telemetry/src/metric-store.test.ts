import { expect, test } from 'vitest'
import { MetricStore } from './metric-store.ts'
import { metricsOf } from './metrics.ts'

const event = { eventsource_name: 'webhook', event_name: 'push' }

function fresh(bound?: number) {
  const store = new MetricStore(0, bound)
  return { store, metrics: metricsOf(store, { service: 'ingest', namespace: 'argo' }) }
}

test('a series is there, at zero, once its labels are bound', () => {
  const { metrics } = fresh()
  metrics.counter('argo_events_events_sent_total', event)
  expect(metrics.read('argo_events_events_sent_total')).toEqual([{ labels: { namespace: 'argo', ...event }, value: 0 }])
  expect(metrics.read('argo_events_events_sent_failed_total')).toEqual([])
})

test('looked up or bound, by whichever view, it is the same series', () => {
  const { store, metrics } = fresh()
  const bound = metrics.counter('argo_events_events_sent_total', event)
  bound.add(2)
  metrics.count('argo_events_events_sent_total', event)
  metricsOf(store, { service: 'router', namespace: 'argo' }).count('argo_events_events_sent_total', event, 4)
  expect(metrics.read('argo_events_events_sent_total').map(({ value }) => value)).toEqual([7])
})

test('the view fills in namespace and service, a caller overrides them', () => {
  const { metrics } = fresh()
  metrics.count('argo_events_events_sent_total', { namespace: 'other', ...event })
  metrics.gauge('millrace_in_flight', { stage: 'publish' }, 3)
  expect(metrics.read('argo_events_events_sent_total')[0]?.labels['namespace']).toBe('other')
  expect(metrics.read('millrace_in_flight')).toEqual([{ labels: { service: 'ingest', stage: 'publish' }, value: 3 }])
})

test('label values that run together stay apart', () => {
  const { metrics } = fresh()
  metrics.count('argo_events_events_sent_total', { namespace: '', eventsource_name: 'a1:b', event_name: '' })
  metrics.count('argo_events_events_sent_total', { namespace: '', eventsource_name: 'a', event_name: 'b' })
  metrics.count('argo_events_events_sent_total', { namespace: 'a', eventsource_name: '', event_name: 'b' })
  expect(metrics.read('argo_events_events_sent_total').map(({ value }) => value)).toEqual([1, 1, 1])
})

test('a counter never falls, a gauge does', () => {
  const { metrics } = fresh()
  const sent = metrics.counter('argo_events_events_sent_total', event)
  for (const n of [3, -1, Number.NaN, 0]) sent.add(n)
  const flight = metrics.level('millrace_in_flight', { stage: 'publish' })
  flight.add(3)
  flight.add(-1)
  expect(metrics.read('argo_events_events_sent_total')[0]?.value).toBe(3)
  expect(metrics.read('millrace_in_flight')[0]?.value).toBe(2)
})

test('a value falls into the first bucket whose bound is not below it', () => {
  const { store, metrics } = fresh()
  const sizes = metrics.histogram('millrace_publish_batch_size', { stream: 'EVENTS' })
  for (const size of [1, 2, 2, 3, 1_000, 1_001, Number.POSITIVE_INFINITY, Number.NaN, -1]) sizes.record(size)
  const series = store.histogram('millrace_publish_batch_size', { stream: 'EVENTS', service: 'ingest' }, {})
  expect(series.bounds).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000])
  expect(series.counts).toEqual([2, 2, 1, 0, 0, 0, 0, 0, 0, 1, 2])
  expect(series.count).toBe(8)
})

test('past the bound, labels share one series, sums stay true and it is told', () => {
  const { metrics } = fresh(3)
  for (let n = 0; n < 10; n++)
    metrics.count('argo_events_events_sent_total', { eventsource_name: 'webhook', event_name: `event-${n}` })
  const series = metrics.read('argo_events_events_sent_total')
  expect(series).toHaveLength(4)
  expect(series.reduce((sum, { value }) => sum + value, 0)).toBe(10)
  expect(series.at(-1)).toEqual({
    labels: { namespace: '(other)', eventsource_name: '(other)', event_name: '(other)' },
    value: 7,
  })
  expect(metrics.read('millrace_metric_series_dropped_total')).toEqual([
    { labels: { metric: 'argo_events_events_sent_total' }, value: 7 },
  ])
})

test('the series of a manifest that is gone can be dropped, and come again at zero', () => {
  const { metrics } = fresh()
  const labels = { sensor_name: 'deploy', trigger_name: 'http' }
  metrics.count('argo_events_action_triggered_total', labels)
  metrics.count('argo_events_action_triggered_total', { ...labels, sensor_name: 'other' })
  metrics.count('argo_events_events_sent_total', event)
  metrics.forget({ namespace: 'argo', sensor_name: 'deploy' })
  metrics.forget({})
  expect(metrics.read('argo_events_action_triggered_total').map(({ labels: l }) => l['sensor_name'])).toEqual(['other'])
  expect(metrics.read('argo_events_events_sent_total')).toHaveLength(1)
  expect(metrics.counter('argo_events_action_triggered_total', labels)).toMatchObject({ value: 0 })
})

test('a probe is asked at each reading', () => {
  const { metrics } = fresh()
  let depth = 1
  metrics.probe('millrace_in_flight', { stage: 'queue' }, () => depth)
  depth = 5
  expect(metrics.read('millrace_in_flight')[0]?.value).toBe(5)
})
