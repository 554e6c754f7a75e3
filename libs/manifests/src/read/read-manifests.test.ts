import { describe, expect, test } from 'vitest'
import { formatProblem } from '../problem.ts'
import { readManifest, readManifests } from './read-manifests.ts'
import { problemsOf, yaml } from './read.fixture.ts'

const source = yaml`
  apiVersion: argoproj.io/v1alpha1
  kind: EventSource
  metadata:
    name: hook
  spec:
    webhook:
      push:
        port: "12000"
        endpoint: /push
        method: POST
`

const log = { spec: { dependencies: [{ name: 'd', eventSourceName: 'e', eventName: 'n' }], triggers: [] as unknown[] } }
log.spec.triggers.push({ template: { name: 't', log: {} } })

describe('readManifests', () => {
  test('gives typed objects', () => {
    const { objects, problems } = readManifests(source, 'hook.yaml')
    expect(problems).toEqual([])
    const [read] = objects
    expect(read).toMatchObject({ kind: 'EventSource', name: 'hook', namespace: 'default', file: 'hook.yaml', line: 1 })
    const object = read?.object
    if (object?.kind !== 'EventSource') throw new Error('not an EventSource')
    const push = object.spec.webhook?.['push']
    const port: string | undefined = push?.port
    expect(port).toBe('12000')
    expect(read?.locate(push ?? {}, 'endpoint')).toEqual({ line: 9, column: 17, path: 'spec.webhook.push.endpoint' })
  })

  test('the namespace is default, unless the caller or the manifest says otherwise', () => {
    const named = source.replace('name: hook', 'name: hook\n  namespace: mine')
    expect(readManifests(source, 'a').objects[0]?.object?.metadata.namespace).toBe('default')
    expect(readManifests(source, 'a', { defaultNamespace: 'team' }).objects[0]?.object?.metadata.namespace).toBe('team')
    expect(readManifests(named, 'a', { defaultNamespace: 'team' }).objects[0]?.object?.metadata.namespace).toBe('mine')
  })

  test('one broken document does not hide the others', () => {
    const text = `a: b: c\n---\n${source}---\n${source.replace('port: "12000"', 'port: [1]')}`
    const { objects, problems } = readManifests(text, 'f')
    expect(objects.map(({ object }) => object?.kind)).toEqual(['EventSource', undefined])
    expect(problems.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['syntax', 1, 4],
      ['type', 21, 13],
    ])
    expect(objects[1]?.problems).toEqual(problems.slice(1))
  })

  test('reads JSON, with tabs too', () => {
    const text = JSON.stringify(
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Sensor', metadata: { name: 's' }, ...log },
      null,
      '\t',
    )
    const { objects, problems } = readManifests(text, 's.json')
    expect(problems).toEqual([])
    expect(objects[0]?.object?.kind).toBe('Sensor')
  })

  test('reads a List, and the lists that an API server gives', () => {
    const item = { metadata: { name: 's' }, ...log }
    const whole = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Sensor', ...item }
    const list = { apiVersion: 'v1', kind: 'List', items: [whole, { apiVersion: 'v1', kind: 'Pod' }, whole] }
    const sensors = { apiVersion: 'argoproj.io/v1alpha1', kind: 'SensorList', items: [item, item] }
    const fromText = readManifests(JSON.stringify(list, null, 2), 'list.json')
    expect(fromText.objects.map(({ object, line }) => [object?.kind, line])).toEqual([
      ['Sensor', 5],
      ['Sensor', 33],
    ])
    expect(fromText.problems.map(({ code, line, path }) => [code, line, path])).toEqual([['ignored-kind', 31, 'kind']])
    const fromApi = readManifest(sensors, 'the API server')
    expect(fromApi.objects.map(({ object }) => object?.kind)).toEqual(['Sensor', 'Sensor'])
    expect(fromApi.problems).toEqual([])
  })

  test('other kinds are told and are no error', () => {
    const text = 'apiVersion: apps/v1\nkind: Deployment\n---\nkind: Sensor\napiVersion: example.com/v1\n'
    expect(problemsOf(text)).toEqual(['2:7 warning ignored-kind kind', '4:7 warning ignored-kind kind'])
    expect(problemsOf('some: values\n')).toEqual(['1:1 warning ignored-kind'])
    expect(problemsOf('spec: {}\n')).toEqual(['1:1 error required kind'])
    expect(problemsOf('just text\n')).toEqual(['1:1 error type'])
  })

  test('events that lie beside the manifests are not told; a manifest that forgot its kind is', () => {
    const event = { specversion: '1.0', id: '1', source: 'shop', type: 'webhook', spec: {}, data: { n: 1 } }
    const codes = (value: unknown, file: string): string[] =>
      readManifests(JSON.stringify(value), file).problems.map(({ severity, code }) => `${severity} ${code}`)
    expect(codes(event, 'shop/order.json')).toEqual([])
    expect(codes([event, event], 'shop/orders.json')).toEqual([])
    expect(codes({ message: 'hello' }, 'shop/events/hello.json')).toEqual([])
    expect(codes({ message: 'hello' }, 'events/more/hello.json')).toEqual([])
    expect(codes({ message: 'hello' }, 'shop/hello.json')).toEqual(['warning ignored-kind'])
    expect(codes({ message: 'hello' }, 'events/hello.yaml')).toEqual(['warning ignored-kind'])
    expect(codes({ apiVersion: 'argoproj.io/v1alpha1', ...event }, 'order.json')).toEqual(['error required'])
    expect(codes({ metadata: { name: 's' }, spec: {} }, 'shop/events/sensor.json')).toEqual(['error required'])
    expect(codes([event, { message: 'hello' }], 'shop/orders.json')).toEqual(['error type'])
    expect(codes([], 'shop/orders.json')).toEqual(['error type'])
  })

  test('nothing is in an empty text', () => {
    expect(readManifests('', 'f')).toEqual({ objects: [], problems: [] })
    expect(readManifests('# only a comment\n---\n---\n', 'f')).toEqual({ objects: [], problems: [] })
  })

  test('a Secret is passed through, and no message shows its values', () => {
    const text = yaml`
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      data:
        good: aGVsbG8=
        bad: hunter2!
      stringData:
        number: 4711
    `
    const { objects, problems } = readManifests(text, 'f')
    expect(objects[0]?.object).toBeUndefined()
    const told = problems.map(formatProblem)
    expect(told).toEqual([
      'f:6:8: error: data.bad: not base64. Plain text belongs in stringData',
      'f:8:11: warning: stringData.number: expected a string, found a number. Write it in quotes',
    ])
    expect(told.join()).not.toMatch(/hunter2|4711/)
  })

  test('a ConfigMap is passed through', () => {
    const { objects } = readManifests('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: ""}\n', 'f')
    expect(objects[0]?.object).toMatchObject({ kind: 'ConfigMap', data: { a: '' } })
  })

  test('what a controller needs of the metadata is kept', () => {
    const metadata = { name: 's', namespace: 'n', uid: 'u', resourceVersion: '7', generation: 3, labels: { a: 'b' } }
    const value = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Sensor', metadata, ...log, status: { conditions: [] } }
    const [read] = readManifest(value, 'api').objects
    expect(read?.object?.metadata).toEqual(metadata)
    expect(read?.object).toMatchObject({ status: { conditions: [] } })
  })
})
