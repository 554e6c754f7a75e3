import type { Dashboard } from './panel.ts'

const rate = (metric: string, by: string, where = ''): string =>
  `sum by (${by}) (rate(${metric}{namespace=~"$namespace"${where === '' ? '' : `, ${where}`}}[$__rate_interval]))`
const quantile = (share: number, metric: string): string =>
  `histogram_quantile(${share}, sum by (le) (rate(${metric}_bucket{namespace=~"$namespace"}[$__rate_interval])))`

/** The way of all events, from the front door to what they made happen. */
export const roadDashboard: Dashboard = {
  uid: 'millrace-road',
  title: 'Millrace: the road of events',
  choices: [
    { name: 'namespace', label: 'Namespace', values: 'label_values(millrace_deliveries_accepted_total, namespace)' },
  ],
  rows: [
    {
      title: 'In',
      panels: [
        {
          title: 'Deliveries accepted',
          about: 'What senders were answered for: the bus has stored it.',
          unit: 'ops',
          queries: [
            [
              rate('millrace_deliveries_accepted_total', 'namespace, eventsource_name'),
              '{{namespace}}/{{eventsource_name}}',
            ],
          ],
          isStacked: true,
        },
        {
          title: 'Deliveries refused',
          about: 'By reason. overloaded, bus-away, not-served and internal are ours; the others are the sender’s.',
          unit: 'ops',
          queries: [[rate('millrace_deliveries_refused_total', 'reason'), '{{reason}}']],
        },
        {
          title: 'From arrival to stored',
          about: 'How long senders wait for their answer.',
          unit: 'ms',
          queries: [
            [quantile(0.5, 'argo_events_event_processing_duration_milliseconds'), 'p50'],
            [quantile(0.99, 'argo_events_event_processing_duration_milliseconds'), 'p99'],
          ],
        },
      ],
    },
    {
      title: 'Between',
      panels: [
        {
          title: 'Events recorded, duplicates dropped',
          about: 'Each delivery id passes once.',
          unit: 'ops',
          queries: [
            [`sum(rate(millrace_events_recorded_total{namespace=~"$namespace"}[$__rate_interval]))`, 'recorded'],
            [`sum(rate(millrace_events_duplicate_total{namespace=~"$namespace"}[$__rate_interval]))`, 'duplicate'],
          ],
        },
        {
          title: 'Matched and filtered',
          about: 'What dependencies of sensors made of events; unmatched: no sensor listens.',
          unit: 'ops',
          queries: [
            [`sum(rate(millrace_events_matched_total{namespace=~"$namespace"}[$__rate_interval]))`, 'matched'],
            [rate('millrace_events_filtered_total', 'filter'), 'filtered by {{filter}}'],
            [`sum(rate(millrace_events_unmatched_total{namespace=~"$namespace"}[$__rate_interval]))`, 'unmatched'],
          ],
        },
        {
          title: 'Invocations',
          about: 'Triggers that became due.',
          unit: 'ops',
          queries: [[rate('millrace_invocations_total', 'namespace, sensor_name'), '{{namespace}}/{{sensor_name}}']],
          isStacked: true,
        },
      ],
    },
    {
      title: 'Out',
      panels: [
        {
          title: 'Outcomes',
          about: 'What became of attempts. dead and uncertain want a person.',
          unit: 'ops',
          queries: [[rate('millrace_outcomes_total', 'result'), '{{result}}']],
          isStacked: true,
        },
        {
          title: 'One attempt',
          about: 'The time that targets take.',
          unit: 'ms',
          queries: [
            [quantile(0.5, 'argo_events_action_duration_milliseconds'), 'p50'],
            [quantile(0.99, 'argo_events_action_duration_milliseconds'), 'p99'],
          ],
        },
        {
          title: 'Put off',
          about: 'Invocations that wait without a try: for a rate, a bound, a breaker, a pause.',
          unit: 'ops',
          queries: [[rate('millrace_put_offs_total', 'reason'), '{{reason}}']],
        },
      ],
    },
  ],
}
