import type { Dashboard } from './panel.ts'

const chosen = 'namespace=~"$namespace", sensor_name=~"$sensor"'
const rate = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}{${chosen}}[$__rate_interval]))`

/** What single sensors and their triggers do. */
export const sensorDashboard: Dashboard = {
  uid: 'millrace-sensor',
  title: 'Millrace: sensors and triggers',
  choices: [
    { name: 'namespace', label: 'Namespace', values: 'label_values(millrace_events_matched_total, namespace)' },
    {
      name: 'sensor',
      label: 'Sensor',
      values: 'label_values(millrace_events_matched_total{namespace=~"$namespace"}, sensor_name)',
    },
  ],
  rows: [
    {
      title: 'Events',
      panels: [
        {
          title: 'Matched',
          about: 'Events that passed the filters of a dependency.',
          unit: 'ops',
          queries: [
            [
              rate('millrace_events_matched_total', 'sensor_name, dependency_name'),
              '{{sensor_name}} {{dependency_name}}',
            ],
          ],
        },
        {
          title: 'Filtered',
          about: 'Events that a filter refused.',
          unit: 'ops',
          queries: [
            [
              rate('millrace_events_filtered_total', 'sensor_name, dependency_name, filter'),
              '{{sensor_name}} {{dependency_name}} {{filter}}',
            ],
          ],
        },
        {
          title: 'Joins given up',
          about: 'Events that waited for others until their deadline.',
          unit: 'ops',
          queries: [
            [rate('millrace_joins_given_up_total', 'sensor_name, trigger_name'), '{{sensor_name}} {{trigger_name}}'],
          ],
        },
      ],
    },
    {
      title: 'Triggers',
      panels: [
        {
          title: 'Attempts that succeeded',
          about: 'By trigger.',
          unit: 'ops',
          queries: [
            [
              rate('argo_events_action_triggered_total', 'sensor_name, trigger_name'),
              '{{sensor_name}} {{trigger_name}}',
            ],
          ],
        },
        {
          title: 'Attempts that failed',
          about: 'By trigger; most are tried again.',
          unit: 'ops',
          queries: [
            [rate('argo_events_action_failed_total', 'sensor_name, trigger_name'), '{{sensor_name}} {{trigger_name}}'],
          ],
        },
        {
          title: 'Given up, or uncertain',
          about: 'Dead letters: a person should look.',
          unit: 'ops',
          queries: [
            [
              `sum by (sensor_name, trigger_name, result) (rate(millrace_outcomes_total{${chosen}, result=~"dead|uncertain"}[$__rate_interval]))`,
              '{{sensor_name}} {{trigger_name}} {{result}}',
            ],
          ],
        },
        {
          title: 'Slowest attempts, p99',
          about: 'By trigger.',
          unit: 'ms',
          queries: [
            [
              `histogram_quantile(0.99, sum by (le, sensor_name, trigger_name) (rate(argo_events_action_duration_milliseconds_bucket{${chosen}}[$__rate_interval])))`,
              '{{sensor_name}} {{trigger_name}}',
            ],
          ],
        },
        {
          title: 'Breakers that are open',
          about: '1 while calls to the target wait.',
          unit: 'short',
          queries: [
            [
              `max by (sensor_name, trigger_name) (millrace_breaker_open{${chosen}})`,
              '{{sensor_name}} {{trigger_name}}',
            ],
          ],
        },
        {
          title: 'Effects not repeated',
          about: 'The ledger had them done: what exactly once spared the target.',
          unit: 'ops',
          queries: [
            [
              rate('millrace_effects_suppressed_total', 'sensor_name, trigger_name'),
              '{{sensor_name}} {{trigger_name}}',
            ],
          ],
        },
      ],
    },
  ],
}
