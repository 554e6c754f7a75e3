import type { MetricDef } from './metric-def.ts'

const counter = <const L extends readonly string[]>(help: string, labels: L) =>
  ({ kind: 'counter', help, labels }) as const satisfies MetricDef
const gauge = <const L extends readonly string[]>(help: string, labels: L) =>
  ({ kind: 'gauge', help, labels }) as const satisfies MetricDef
const histogram = <const L extends readonly string[]>(help: string, labels: L, bounds: readonly number[]) =>
  ({ kind: 'histogram', help, labels, bounds }) as const satisfies MetricDef

const milliseconds = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000]
const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

const source = ['namespace', 'eventsource_name', 'event_name'] as const
const rpc = ['grpc_type', 'grpc_service', 'grpc_method'] as const
const action = ['namespace', 'sensor_name', 'trigger_name'] as const

/**
 * Every metric there is. The names, labels and meanings of Argo Events, and of Argo Server for the calls of its event API, are kept,
 * so their dashboards and alerts go on working;
 * its two summaries, which have no quantiles, are histograms here: the same `_sum` and `_count`, and buckets besides.
 */
export const metricNames = {
  argo_events_event_service_running_total: gauge('Events of the EventSource whose source runs, or tries to.', [
    'namespace',
    'eventsource_name',
  ]),
  argo_events_events_sent_total: counter('Events the bus has stored.', source),
  argo_events_events_sent_failed_total: counter('Events the bus did not store, after retries.', source),
  argo_events_events_processing_failed_total: counter('Any failure in a source, failed sends included.', source),
  argo_events_event_processing_duration_milliseconds: histogram(
    "From an event's arrival to the bus having stored it, or to the failure.",
    source,
    milliseconds,
  ),
  argo_events_action_triggered_total: counter('Attempts that succeeded.', action),
  argo_events_action_failed_total: counter('Attempts that failed.', action),
  argo_events_action_retries_failed_total: counter('Actions given up after their last attempt.', action),
  argo_events_action_duration_milliseconds: histogram(
    'One attempt, the wait for a rate limit left out.',
    action,
    milliseconds,
  ),
  grpc_server_started_total: counter('Calls of the Workflows event API that have begun.', rpc),
  grpc_server_handled_total: counter('Calls of the Workflows event API that were answered, by code.', [
    ...rpc,
    'grpc_code',
  ]),
  grpc_server_msg_received_total: counter('Requests of the Workflows event API that were looked at.', rpc),
  grpc_server_msg_sent_total: counter('Calls of the Workflows event API that were answered with success.', rpc),
  grpc_server_handling_seconds: histogram('From a call of the Workflows event API to its answer.', rpc, seconds),
  build_info: gauge('What runs: always 1.', ['version', 'goversion', 'goarch', 'commit']),

  millrace_deliveries_accepted_total: counter('Deliveries answered for: the bus has stored them.', source),
  millrace_deliveries_refused_total: counter('Deliveries turned away before the bus.', [...source, 'reason']),
  millrace_events_recorded_total: counter('Events written to an EventBus, each delivery id once.', source),
  millrace_events_duplicate_total: counter('Deliveries dropped, their id having been seen before.', source),
  millrace_events_matched_total: counter("Events that passed a dependency's filters.", [
    'namespace',
    'sensor_name',
    'dependency_name',
  ]),
  millrace_events_filtered_total: counter("Events that a dependency's filter refused.", [
    'namespace',
    'sensor_name',
    'dependency_name',
    'filter',
  ]),
  millrace_events_unmatched_total: counter('Events that no dependency of any Sensor names.', ['namespace', 'bus']),
  millrace_invocations_total: counter('Invocations the router emitted.', action),
  millrace_outcomes_total: counter('What became of invocations, by result.', [...action, 'result']),
  millrace_put_offs_total: counter(
    'Invocations put off without an attempt, by reason; `effect`: what came of theirs is awaited.',
    [...action, 'reason'],
  ),
  millrace_breaker_open: gauge('1 while the breaker of a trigger keeps calls from its target.', action),
  millrace_effects_suppressed_total: counter('Effects not repeated: the ledger had them done.', action),

  millrace_in_flight: gauge('Units of work begun and not finished.', ['service', 'stage']),
  millrace_in_flight_max: gauge('The bound of `millrace_in_flight`.', ['service', 'stage']),
  millrace_publish_batch_size: histogram('Events or invocations in one message.', ['service', 'stream'], counts),
  millrace_join_writes_total: counter('Changes of joins: stored, or in vain as another replica was first.', [
    'namespace',
    'sensor_name',
    'trigger_name',
    'outcome',
  ]),
  millrace_joins_given_up_total: counter('Half-complete joins that became dead letters.', [
    'namespace',
    'sensor_name',
    'trigger_name',
  ]),
  millrace_large_payloads_total: counter('Events whose data was stored in the object store.', ['service']),
  millrace_payloads_lost_total: counter('Events whose data is gone from the object store, or damaged there.', [
    'service',
  ]),
  millrace_publish_failed_total: counter('Messages the bus did not acknowledge.', ['service', 'stream']),
  millrace_redelivered_total: counter('Messages the bus delivered more than once.', ['service', 'stream']),
  millrace_outside_messages_total: counter('Messages taken to the server that an EventBus names.', [
    'namespace',
    'bus',
  ]),
  millrace_outside_left_out_total: counter('Events that such a server does not take: they are too large for it.', [
    'namespace',
    'bus',
  ]),
  millrace_lag_messages: gauge('Messages that a hop has not been given yet.', ['hop', 'stream']),
  millrace_lag_unacknowledged: gauge('Messages that a hop has in hand.', ['hop', 'stream']),
  millrace_hop_lag_messages: gauge('Messages of all streams that a hop is not done with: what it is scaled by.', [
    'hop',
  ]),
  millrace_oldest_event_age_seconds: gauge('How long the oldest message that a hop is not done with has been stored.', [
    'hop',
    'stream',
  ]),
  millrace_history_events_total: counter('Events that the history has taken in.', []),
  millrace_history_messages_behind: gauge('Messages of all streams that the history has not taken in yet.', []),
  millrace_history_gave_way_seconds_total: counter(
    'Time for which the history took nothing in of a stream, since the cores of its machine were in use.',
    [],
  ),
  millrace_history_faults_total: counter('Times that the history could not be kept, and was tried again.', []),
  millrace_rpc_duration_seconds: histogram(
    'gRPC calls made, by status.',
    ['service', 'rpc_service', 'rpc_method', 'code'],
    seconds,
  ),
  millrace_admissions_total: counter('Manifests that the admission webhook admitted or refused.', [
    'service',
    'verdict',
  ]),
  millrace_sources_held: gauge('Events that this replica of sources pulls.', ['service']),
  millrace_registry_objects: gauge('Manifests in force.', ['service', 'kind']),

  millrace_spans_dropped_total: counter('Finished spans that never reached the collector.', ['reason']),
  millrace_metric_series_dropped_total: counter('Look-ups that fell to the `(other)` series.', ['metric']),
  millrace_process_resident_memory_bytes: gauge('Resident memory of the process.', []),
  millrace_process_cpu_seconds_total: counter('User and system time of the process.', []),
  millrace_process_start_time_seconds: gauge('When the process started, since 1970.', []),
} as const satisfies Record<string, MetricDef>
