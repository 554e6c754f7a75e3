import { readManifests } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { sensorLanguages } from '../languages.ts'
import { checkTexts } from './check-texts.ts'

const source = `apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata:
  name: hook
  annotations:
    millrace.io/delivery-id: body.id +
spec:
  webhook:
    push:
      port: "12000"
      endpoint: /push
      method: POST
      filter:
        expression: "body.n >> 3"
`
const sensor = `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata:
  name: build
spec:
  dependencies:
    - name: push
      eventSourceName: hook
      eventName: push
      filters:
        data:
          - path: body.ref
            type: string
            value: ["^refs/", "a(?=b)"]
  triggers:
    - template:
        name: log
        log: {}
        conditions: push
      parameters:
        - dest: a
          src:
            dependencyName: push
            dataTemplate: |
              {{ .Input.ref }}
              {{ .Input.ref | nope }}
        - dest: b
          src:
            dependencyName: push
            dataTemplate: "{{ .Input.ref | upper }}"
`

function placesOf(text: string): unknown[] {
  const { objects } = readManifests(text, 'a.yaml')
  return objects
    .flatMap((read) => checkTexts(read, sensorLanguages(), text))
    .map(({ line, column, path, message }) => [line, column, path, message])
}

test('texts of an EventSource are errors at their place in the file', () => {
  expect(placesOf(source)).toEqual([
    [14, 30, 'spec.webhook.push.filter.expression', expect.stringMatching(/^the expression does not compile: unexp/)],
    [6, 38, 'metadata.annotations["millrace.io/delivery-id"]', expect.stringMatching(/unexpected token EOF/)],
  ])
})

test('texts of a Sensor too, in block scalars and lists', () => {
  expect(placesOf(sensor)).toEqual([
    [14, 33, 'spec.dependencies[0].filters.data[0].value[1]', expect.stringMatching(/^the pattern does not compile/)],
    [26, 31, 'spec.triggers[0].parameters[0].src.dataTemplate', expect.stringMatching(/function "nope" not defined/)],
  ])
})

test('an object that is broken elsewhere tells its texts all the same', () => {
  const broken = sensor.replace(/name: .*/u, 'name: Not_A_Name')
  expect(readManifests(broken, 'a.yaml').objects.map(({ object }) => object)).toEqual([undefined])
  expect(placesOf(broken).length).toBe(placesOf(sensor).length)
})

test('what is right is no problem', () => {
  expect(placesOf(source.replace('>>', '>').replace('body.id +', 'body.id'))).toEqual([])
})

const binding = `apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: {name: hook}
spec:
  event:
    selector: |
      discriminator == "a" &&
        payload.x >> 3
  submit:
    workflowTemplateRef: {name: hello}
    metadata:
      name: sprig.upper(payload.name)
      labels: {l: event.payload.x}
    arguments:
      parameters:
        - name: p
          valueFrom: {event: sprig.upper(payload.x)}
        - name: q
          valueFrom: {event: 'payload[0]'}
`

test('expressions of a WorkflowEventBinding: only metadata has functions, and event is not the name of anything', () => {
  expect(placesOf(binding)).toEqual([
    [8, 20, 'spec.event.selector', expect.stringContaining('unexpected token')],
    [13, 19, 'spec.submit.metadata.labels.l', expect.stringContaining('unknown name event')],
    [17, 30, 'spec.submit.arguments.parameters[0].valueFrom.event', expect.stringContaining('unknown name sprig')],
  ])
})

test('an expression that fits one type of payload is right', () => {
  const fits = binding
    .replace('payload.x >> 3', 'payload > 3')
    .replace('event.payload', 'payload')
    .replace('sprig.upper(payload.x)', 'len(payload)')
  expect(placesOf(fits)).toEqual([])
})
