import { expect, test } from 'vitest'
import type { MetricDef } from './metric-def.ts'
import { metricNames } from './metric-names.ts'

const registry: Readonly<Record<string, MetricDef>> = metricNames
const source = ['namespace', 'eventsource_name', 'event_name']
const action = ['namespace', 'sensor_name', 'trigger_name']

const rpc = ['grpc_type', 'grpc_service', 'grpc_method']

/** Argo's own tables: dashboards and alerts are written against them. */
const argo: Record<string, { kind: MetricDef['kind']; labels: string[] }> = {
  argo_events_event_service_running_total: { kind: 'gauge', labels: ['namespace', 'eventsource_name'] },
  argo_events_events_sent_total: { kind: 'counter', labels: source },
  argo_events_events_sent_failed_total: { kind: 'counter', labels: source },
  argo_events_events_processing_failed_total: { kind: 'counter', labels: source },
  argo_events_event_processing_duration_milliseconds: { kind: 'histogram', labels: source },
  argo_events_action_triggered_total: { kind: 'counter', labels: action },
  argo_events_action_failed_total: { kind: 'counter', labels: action },
  argo_events_action_retries_failed_total: { kind: 'counter', labels: action },
  argo_events_action_duration_milliseconds: { kind: 'histogram', labels: action },
  grpc_server_started_total: { kind: 'counter', labels: rpc },
  grpc_server_handled_total: { kind: 'counter', labels: [...rpc, 'grpc_code'] },
  grpc_server_msg_received_total: { kind: 'counter', labels: rpc },
  grpc_server_msg_sent_total: { kind: 'counter', labels: rpc },
  grpc_server_handling_seconds: { kind: 'histogram', labels: rpc },
  build_info: { kind: 'gauge', labels: ['version', 'goversion', 'goarch', 'commit'] },
}

test("Argo's metrics have Argo's names and labels, and nothing else bears its prefix", () => {
  const kept = Object.entries(registry).filter(([name]) => !name.startsWith('millrace_'))
  expect(Object.fromEntries(kept.map(([name, { kind, labels }]) => [name, { kind, labels: [...labels] }]))).toEqual(
    argo,
  )
})

test.each(Object.entries(registry))('%s keeps to the rules of names', (name, { kind, help, labels, bounds }) => {
  expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/)
  // The exporter would append `_total` to a counter's name by itself.
  if (kind === 'counter') expect(name).toMatch(/_total$/)
  if (kind === 'histogram') {
    expect(bounds).toEqual([...new Set(bounds)].toSorted((a, b) => a - b))
    expect(bounds?.length).toBeGreaterThan(0)
  } else expect(bounds).toBeUndefined()
  expect(help).toMatch(/^\S.*\.$|always 1\.$/)
  expect(new Set(labels).size).toBe(labels.length)
  for (const label of labels) expect(label).toMatch(/^(?!le$|quantile$|__)[a-z][a-z0-9_]*$/)
})
