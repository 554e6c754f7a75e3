import { formatProblem, readManifests } from '@millrace/manifests'
import type { Sensor } from '@millrace/manifests'
import { describe, expect, test } from 'vitest'
import { tinyLanguages } from '../languages.fixture.ts'
import { vectorEvent } from '../vector-event.fixture.ts'
import { dryRun } from './dry-run.ts'

function sensorOf(spec: string): Sensor {
  const head = 'apiVersion: argoproj.io/v1alpha1\nkind: Sensor\nmetadata: {name: s, namespace: n}\nspec:\n'
  const { objects, problems } = readManifests(head + spec, 'sensor.yaml')
  const [sensor] = objects.flatMap(({ object }): Sensor[] => (object?.kind === 'Sensor' ? [object] : []))
  if (sensor === undefined) throw new Error(problems.map(formatProblem).join())
  return sensor
}

const event = (id: string, subject: string, data: string) =>
  vectorEvent({ context: { id, source: 'hook', subject, datacontenttype: 'application/json' }, data })
const run = (spec: string, ...events: ReturnType<typeof event>[]) => dryRun(sensorOf(spec), events, tinyLanguages)

const filtered = `
  dependencies:
  - name: push
    eventSourceName: hook
    eventName: push
    filters:
      data:
      - {path: n, type: number, comparator: ">", value: ["10"]}
      - {path: ref, type: string, value: [main]}
      - {path: none, type: string, value: [x]}
  triggers: [{template: {name: t, log: {}}}]
`

test('every filter says what it would, also those that the sensor would not come to', () => {
  const [told] = run(filtered, event('1', 'push', '{"n":7,"ref":"main"}')).events
  expect(told?.dependencies).toEqual([
    {
      dependency: 'push',
      accepted: false,
      transform: { kind: 'none' },
      reason: 'filters.data[0]: found 7, expected > 10',
      filters: [
        expect.objectContaining({ field: 'filters.data[0]', verdict: 'reject', found: '7', expected: '> 10' }),
        expect.objectContaining({ field: 'filters.data[1]', verdict: 'pass' }),
        expect.objectContaining({ field: 'filters.data[2]', verdict: 'error', message: 'path "none" does not exist' }),
      ],
    },
  ])
})

test('an event that no dependency listens to says so by its emptiness', () => {
  expect(run(filtered, event('1', 'other', '{}')).events).toEqual([
    { id: '1', source: 'hook', subject: 'other', dependencies: [] },
  ])
})

const joined = `
  dependencies:
  - {name: a, eventSourceName: hook, eventName: a}
  - {name: b, eventSourceName: hook, eventName: b}
  triggers:
  - template:
      name: both
      conditions: a && b
      http:
        url: http://target.example/path
        headers: {X-Fixed: one, Host: ignored.example}
        host: other.example
        dynamicHeaders: [{src: {dependencyName: a, dataKey: n}, dest: X-N}]
        secureHeaders: [{name: X-Token, valueFrom: {secretKeyRef: {name: creds, key: token}}}]
        payload:
        - {src: {dependencyName: a, dataKey: n}, dest: a}
        - {src: {dependencyName: b, dataKey: n, useRawData: true}, dest: b}
`

describe('a join of several events', () => {
  test('waits, and says for what', () => {
    const [both] = run(joined, event('1', 'a', '{"n":1}')).triggers
    expect(both).toMatchObject({ conditions: 'a&&b', kept: ['a'], missing: ['b'], firings: [] })
  })

  test('fires with exactly what would be sent, and no secret in it', () => {
    const [both] = run(joined, event('1', 'a', '{"n":1}'), event('2', 'b', '{"n":2}')).triggers
    expect(both).toMatchObject({ kept: [], missing: [] })
    expect(both?.firings).toEqual([
      {
        events: { a: '1', b: '2' },
        request: {
          kind: 'http',
          method: 'POST',
          url: 'http://target.example/path',
          headers: [
            ['User-Agent', 'millrace'],
            ['X-Fixed', 'one'],
            ['X-N', '1'],
            ['Idempotency-Key', '<invocation id>'],
            ['traceparent', '<trace of the attempt>'],
            ['X-Token', '<Secret creds, key token>'],
            ['Host', 'other.example'],
          ],
          body: '{"a":"1","b":2}',
          notes: [],
        },
      },
    ])
  })

  test('starts anew after it has fired', () => {
    const [both] = run(
      joined,
      event('1', 'a', '{"n":1}'),
      event('2', 'b', '{"n":2}'),
      event('3', 'b', '{"n":3}'),
    ).triggers
    expect(both).toMatchObject({ kept: ['b'], missing: ['a'] })
    expect(both?.firings).toHaveLength(1)
  })
})

test('parameters of the template and of the type are applied; what cannot be resolved is an error with its field', () => {
  const spec = (key: string) => `
  dependencies: [{name: a, eventSourceName: hook, eventName: a}]
  triggers:
  - template:
      name: t
      kafka:
        url: kafka:9092
        topic: plain
        payload: [{src: {dependencyName: a, dataKey: ${key}}, dest: v}]
        parameters: [{src: {dependencyName: a, value: "-more"}, dest: topic, operation: append}]
    parameters: [{src: {dependencyName: a, value: other}, dest: kafka.topic}]
`
  const requests = (key: string) =>
    run(spec(key), event('1', 'a', '{"n":1}')).triggers.flatMap(({ firings }) => firings.map(({ request }) => request))
  expect(requests('n')).toEqual([
    { kind: 'message', settings: expect.objectContaining({ topic: 'other-more' }), payload: '{"v":"1"}', notes: [] },
  ])
  expect(requests('m')).toEqual([
    { kind: 'error', field: 'kafka.payload[0]', message: expect.stringContaining('its event has no "m"') },
  ])
})

test('an object of the manifest is shown with its parameters, one from elsewhere by its place', () => {
  const spec = (source: string) => `
  dependencies: [{name: a, eventSourceName: hook, eventName: a}]
  triggers:
  - template:
      name: t
      k8s:
        operation: create
        source: ${source}
        parameters: [{src: {dependencyName: a, dataKey: n}, dest: data.n}]
`
  const request = (source: string) =>
    run(spec(source), event('1', 'a', '{"n":1}')).triggers[0]?.firings.map((firing) => firing.request)
  const labels = {
    'events.argoproj.io/sensor': 's',
    'events.argoproj.io/trigger': 't',
    'events.argoproj.io/action-timestamp': '<milliseconds since the epoch>',
  }
  const annotations = {
    'millrace.io/invocation-id': '<invocation id>',
    'millrace.io/event-ids': '{"a":"1"}',
    'millrace.io/traceparent': '<trace of the attempt>',
  }
  const metadata = { generateName: 'c-', name: 'c-xxxxxxxxxx', labels, annotations }
  expect(request('{resource: {apiVersion: v1, kind: ConfigMap, metadata: {generateName: c-}, data: {}}}')).toEqual([
    {
      kind: 'resource',
      operation: 'create',
      resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { n: '1' } },
      source: '',
    },
  ])
  expect(request('{inline: "kind: ConfigMap"}')).toEqual([
    {
      kind: 'resource',
      operation: 'create',
      resource: { kind: 'ConfigMap', metadata: { labels, annotations }, data: { n: '1' } },
      source: '',
    },
  ])
  expect(request('{url: {path: "https://example.org/x.yaml"}, resource: {kind: Pod}}')).toEqual([
    { kind: 'resource', operation: 'create', resource: undefined, source: 'url' },
  ])
})

test('a patch is shown as it is sent, an argoWorkflow trigger with its args', () => {
  const request = (settings: string) =>
    run(
      `
  dependencies: [{name: a, eventSourceName: hook, eventName: a}]
  triggers: [{template: {name: t, ${settings}}}]
`,
      event('1', 'a', '{"n":1}'),
    ).triggers[0]?.firings.map((firing) => firing.request)
  const source = 'source: {resource: {kind: Workflow, metadata: {name: w}}}'
  const resource = { kind: 'Workflow', metadata: { name: 'w' } }
  const patchStrategy = 'application/merge-patch+json'
  expect(request(`k8s: {operation: patch, ${source}}`)).toEqual([
    { kind: 'resource', operation: 'patch', patchStrategy, resource, source: '' },
  ])
  expect(request(`argoWorkflow: {operation: retry, args: [-p, a=b], ${source}}`)).toEqual([
    { kind: 'resource', operation: 'retry', args: ['-p', 'a=b'], resource, source: '' },
  ])
  expect(request(`argoWorkflow: {operation: retry, args: [--now], ${source}}`)).toEqual([
    { kind: 'error', field: 'argoWorkflow.args', message: expect.stringContaining('--now') },
  ])
})
