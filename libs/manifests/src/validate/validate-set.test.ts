import { expect, test } from 'vitest'
import { formatProblem } from '../problem.ts'
import { readManifests } from '../read/read-manifests.ts'
import { yaml } from '../read/read.fixture.ts'
import { validateSet } from './validate-set.ts'

const source = (name: string, more = ''): string => yaml`
  apiVersion: argoproj.io/v1alpha1
  kind: EventSource
  metadata: {name: ${name}}
  spec:
    ${more}
    webhook:
      push: {port: "12000", endpoint: /${name}, method: POST}
`

const sensor = (eventSourceName: string, eventName: string, more = ''): string => yaml`
  apiVersion: argoproj.io/v1alpha1
  kind: Sensor
  metadata: {name: ${`sensor-${eventSourceName}-${eventName}`.replaceAll(/[^a-z-]/g, 'x')}}
  spec:
    ${more}
    dependencies:
      - {name: d, eventSourceName: ${eventSourceName}, eventName: ${eventName}}
    triggers: [{template: {name: t, log: {}}}]
`

function told(files: Readonly<Record<string, string>>): readonly string[] {
  const objects = Object.entries(files).flatMap(([file, text]) => readManifests(text, file).objects)
  return validateSet(objects).map(formatProblem)
}

test('objects that fit together', () => {
  expect(told({ 'a.yaml': source('hook'), 'b.yaml': sensor('hook', 'push') })).toEqual([])
})

test('equal names, of one kind and namespace only', () => {
  const other = source('hook', '').replace('{name: hook}', '{name: hook, namespace: other}').replace('/hook', '/x')
  expect(told({ 'a.yaml': source('hook'), 'b.yaml': `${source('b')}---\n${source('hook')}`, 'c.yaml': other })).toEqual(
    [
      'b.yaml:9:1: error: EventSource default/hook is already defined at a.yaml:1. Remove one or rename it',
      'b.yaml:15:37: warning: spec.webhook.push.endpoint: port 12000 and endpoint /hook are also those of EventSource default/hook (a.yaml:1). Where both run behind one address, only one of them can have it',
    ],
  )
})

test('events that nobody declares', () => {
  expect(told({ 'a.yaml': source('hook'), 'b.yaml': sensor('hook', 'pull'), 'c.yaml': sensor('hok', 'push') })).toEqual(
    [
      'b.yaml:7:51: warning: spec.dependencies[0].eventName: EventSource hook declares no event pull. It declares push',
      'c.yaml:7:34: warning: spec.dependencies[0].eventSourceName: no EventSource default/hok is among these objects. Did you mean hook?',
    ],
  )
})

test('an EventSource that is broken is not said to declare nothing', () => {
  const broken = source('hook').replace('"12000"', '[]')
  expect(told({ 'a.yaml': broken, 'b.yaml': sensor('hook', 'pull') })).toEqual([])
})

test('patterns of a NATS Streaming bus are not names', () => {
  expect(readManifests(sensor('"*"', '"*"'), 'b.yaml').problems).toEqual([])
  expect(told({ 'b.yaml': sensor('"*"', '"*"') })).toEqual([])
})

test('buses', () => {
  const bus = 'eventBusName: fast'
  expect(told({ 'a.yaml': source('hook', bus), 'b.yaml': sensor('hook', 'push') })).toEqual([
    'a.yaml:5:17: warning: spec.eventBusName: no EventBus default/fast is among these objects',
    'b.yaml:7:34: warning: spec.dependencies[0].eventSourceName: EventSource hook sends to the EventBus fast, where this Sensor does not listen',
  ])
  const fast = 'apiVersion: argoproj.io/v1alpha1\nkind: EventBus\nmetadata: {name: fast}\nspec: {kafka: {url: k}}\n'
  expect(told({ 'a.yaml': source('hook', bus), 'b.yaml': sensor('hook', 'push', bus), 'c.yaml': fast })).toEqual([])
})
