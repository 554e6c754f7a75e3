import { describe, expect, test } from 'vitest'
import { MetricStore } from './metric-store.ts'
import { metricsOf } from './metrics.ts'
import { openMetricsText } from './openmetrics-text.ts'
import { parseOpenMetrics } from './openmetrics-text.fixture.ts'

function filled(): string {
  const store = new MetricStore(0)
  const metrics = metricsOf(store, { service: 's', namespace: 'n' })
  const action = { sensor_name: 'a "quoted" \\ name\nof two lines', trigger_name: 't' }
  metrics.count('argo_events_action_triggered_total', action, 3)
  metrics.gauge('argo_events_event_service_running_total', { eventsource_name: 'e' }, 2)
  for (const value of [0.5, 3, 30, 1e9]) metrics.observe('argo_events_action_duration_milliseconds', action, value)
  metrics.gauge('millrace_process_start_time_seconds', {}, 1.5)
  return openMetricsText(store)
}

test('every kind of metric is read back by a strict reader', () => {
  const families = parseOpenMetrics(filled())
  expect(families.get('argo_events_action_triggered')).toMatchObject({
    type: 'counter',
    samples: [
      {
        name: 'argo_events_action_triggered_total',
        labels: { namespace: 'n', sensor_name: 'a "quoted" \\ name\nof two lines' },
        value: 3,
      },
    ],
  })
  expect(families.get('argo_events_event_service_running_total')).toMatchObject({
    type: 'gauge',
    samples: [{ value: 2 }],
  })
  const duration = families.get('argo_events_action_duration_milliseconds')
  const bucket = (le: string) => duration?.samples.find(({ labels }) => labels['le'] === le)?.value
  expect([bucket('1.0'), bucket('5.0'), bucket('50.0'), bucket('+Inf')]).toEqual([1, 2, 3, 4])
})

describe('the strict reader refuses', () => {
  test.each([
    ['no end', (text: string) => text.replace('# EOF\n', '')],
    ['something behind the end', (text: string) => `${text}x 1\n`],
    ['a blank line', (text: string) => text.replace('# TYPE', '\n# TYPE')],
    ['a counter without _total', (text: string) => text.replaceAll('triggered_total', 'triggered')],
    ['a type twice', (text: string) => text.replace('# EOF', '# TYPE argo_events_action_triggered counter\n# EOF')],
    [
      'a sample of another family',
      (text: string) => text.replace('# EOF', 'argo_events_action_triggered_total 1\n# EOF'),
    ],
    ['a bound that is not canonical', (text: string) => text.replace('le="1.0"', 'le="1"')],
    ['buckets that fall', (text: string) => text.replace(/(le="1.0"\}) 1/u, '$1 9')],
    ['a count of another number', (text: string) => text.replace(/(_count\{.*\}) 4/u, '$1 5')],
    ['a counter below zero', (text: string) => text.replace(/(triggered_total\{.*\}) 3/u, '$1 -3')],
  ])('%s', (_, spoil) => {
    const text = filled()
    expect(spoil(text)).not.toBe(text)
    expect(() => parseOpenMetrics(spoil(text))).toThrow()
  })
})
