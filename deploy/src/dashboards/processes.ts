import type { Dashboard } from './panel.ts'

const rate = (metric: string, by: string): string =>
  `sum by (${by}) (rate(${metric}{component=~"$component"}[$__rate_interval]))`

/** The processes and the bus between them. */
export const processesDashboard: Dashboard = {
  uid: 'millrace-processes',
  title: 'Millrace: processes and bus',
  choices: [
    { name: 'component', label: 'Service', values: 'label_values(millrace_process_start_time_seconds, component)' },
  ],
  rows: [
    {
      title: 'Processes',
      panels: [
        {
          title: 'CPU',
          about: 'Cores in use. A replica uses one at most.',
          unit: 'short',
          queries: [[rate('millrace_process_cpu_seconds_total', 'pod'), '{{pod}}']],
        },
        {
          title: 'Memory',
          about: 'Resident.',
          unit: 'bytes',
          queries: [[`max by (pod) (millrace_process_resident_memory_bytes{component=~"$component"})`, '{{pod}}']],
        },
        {
          title: 'In flight',
          about: 'Work begun and not finished, as a share of its bound.',
          unit: 'percentunit',
          queries: [
            [
              `max by (pod, stage) (millrace_in_flight{component=~"$component"} / millrace_in_flight_max{component=~"$component"})`,
              '{{pod}} {{stage}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Bus',
      panels: [
        {
          title: 'Messages that the bus did not take',
          about: 'They are sent again; more than now and then is a fault of NATS.',
          unit: 'ops',
          queries: [[rate('millrace_publish_failed_total', 'component, stream'), '{{component}} {{stream}}']],
        },
        {
          title: 'Messages that came again',
          about: 'Handed out more than once, as they were not acknowledged in time.',
          unit: 'ops',
          queries: [[rate('millrace_redelivered_total', 'component, stream'), '{{component}} {{stream}}']],
        },
        {
          title: 'Changes of joins',
          about: 'Stored, or in vain as another replica was first.',
          unit: 'ops',
          queries: [[rate('millrace_join_writes_total', 'outcome'), '{{outcome}}']],
        },
      ],
    },
  ],
}
