import { expect, test } from 'vitest'
import { formatProblem } from '../problem.ts'
import { readManifests } from './read-manifests.ts'
import { yaml } from './read.fixture.ts'

/** What a file says wrong, and every line that is printed about it. */
const broken: Readonly<Record<string, readonly [text: string, ...lines: readonly string[]]>> = {
  'a syntax error': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: Sensor
      metadata: {name: s
      spec: {}
    `,
    'f.yaml:4:1: error: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  'a port that is a number': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: EventSource
      metadata: {name: es}
      spec:
        webhook:
          push: {port: 12000, endpoint: /push, method: POST}
    `,
    'f.yaml:6:18: warning: spec.webhook.push.port: expected a string, found the number 12000. Write port: "12000"',
  ],
  'a version that looks like a number': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: EventBus
      metadata: {name: default}
      spec:
        jetstream:
          version: 2.10
    `,
    'f.yaml:6:14: warning: spec.jetstream.version: expected a string, found the number 2.10. Write version: "2.10"',
  ],
  'a list where an object belongs': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: EventSource
      metadata: {name: es}
      spec:
        webhook:
          - port: "12000"
    `,
    'f.yaml:6:5: error: spec.webhook: expected an object, found a list',
  ],
  'a password in the place of its Secret': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: EventSource
      metadata: {name: es}
      spec:
        redis:
          a:
            hostAddress: redis:6379
            channels: [c]
            namespace: default
            password: hunter2
    `,
    'f.yaml:10:17: error: spec.redis.a.password: expected an object with name, key, optional, found a text',
  ],
  'misspelt and misplaced fields': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: Sensor
      metadata: {name: s}
      spec:
        dependencies:
          - name: d
            eventSourceName: es
            eventname: push
        triggers:
          - template:
              name: t
              atLeastOnce: true
              retryStrategy: {steps: 3, duratoin: 1s}
              http:
                serverURL: http://localhost:8080/
                methd: GET
            colour: red
    `,
    'f.yaml:8:7: warning: spec.dependencies[0].eventname: eventname is read as eventName. Write eventName',
    'f.yaml:12:9: warning: spec.triggers[0].template.atLeastOnce: atLeastOnce belongs beside template, not in it; it is read as if it stood there. Move it up to spec.triggers[0].atLeastOnce',
    'f.yaml:13:9: warning: spec.triggers[0].template.retryStrategy: retryStrategy belongs beside template, not in it; it is read as if it stood there. Move it up to spec.triggers[0].retryStrategy',
    'f.yaml:13:35: warning: spec.triggers[0].template.retryStrategy.duratoin: unknown field, ignored. Did you mean duration?',
    'f.yaml:15:11: warning: spec.triggers[0].template.http.serverURL: serverURL is read as url. Write url',
    'f.yaml:16:11: warning: spec.triggers[0].template.http.methd: unknown field, ignored. Did you mean method?',
    'f.yaml:17:7: warning: spec.triggers[0].colour: unknown field, ignored',
  ],
  'values that the author surely meant otherwise': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: Sensor
      metadata: {name: s}
      spec:
        dependencies:
          - name: d
            eventSourceName: es
            eventName: push
            filtersLogicalOperator: OR
            filters:
              data:
                - path: body.a
                  type: Number
                  value: [10]
                  comparator: ==
                - {path: body.b, type: bool, value: true}
        triggers:
          - template: {name: t, log: {intervalSeconds: "5"}}
            atLeastOnce: "true"
            retryStrategy: {duration: 10, factor: "2.0"}
            policy: {status: {allow: ["200"]}}
    `,
    'f.yaml:9:31: warning: spec.dependencies[0].filtersLogicalOperator: "OR" is read as "or". Write "or"',
    'f.yaml:13:19: warning: spec.dependencies[0].filters.data[0].type: "Number" is read as "number". Write "number"',
    'f.yaml:14:21: warning: spec.dependencies[0].filters.data[0].value[0]: expected a string, found the number 10. Write it: "10"',
    'f.yaml:15:25: warning: spec.dependencies[0].filters.data[0].comparator: "==" is read as "=". Write "="',
    'f.yaml:16:47: warning: spec.dependencies[0].filters.data[1].value: expected a string, found the truth value true. Write value: "true"',
    'f.yaml:16:47: warning: spec.dependencies[0].filters.data[1].value: expected a list, found a truth value, read as a list of one. Write it as a list',
    'f.yaml:18:50: warning: spec.triggers[0].template.log.intervalSeconds: expected an integer, found the text "5". Write intervalSeconds: 5',
    'f.yaml:19:20: warning: spec.triggers[0].atLeastOnce: expected true or false, found the text "true". Write atLeastOnce: true',
    'f.yaml:20:33: warning: spec.triggers[0].retryStrategy.duration: 10 means 10 nanoseconds. Write duration: "10s" if seconds are meant',
    'f.yaml:20:45: warning: spec.triggers[0].retryStrategy.factor: expected a number, found the text "2.0". Write factor: 2.0',
    'f.yaml:21:24: warning: spec.triggers[0].policy.status: has no effect on a trigger of type log',
    'f.yaml:21:33: warning: spec.triggers[0].policy.status.allow[0]: expected an integer, found the text "200". Write it: 200',
  ],
  'several faults at once': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: Sensor
      metadata: {name: s}
      spec:
        dependencies:
          - {name: d, eventSourceName: es}
        triggers:
          - template: {name: a, http: {url: 5}}
            retryStrategy: {duration: "5"}
          - template: {name: b, conditions: d}
          - 7
    `,
    'f.yaml:6:7: error: spec.dependencies[0].eventName: eventName is required',
    'f.yaml:8:39: warning: spec.triggers[0].template.http.url: expected a string, found the number 5. Write url: "5"',
    'f.yaml:8:39: warning: spec.triggers[0].template.http.url: not a URL. Write the whole URL, such as http://host:8080/path',
    'f.yaml:9:33: error: spec.triggers[0].retryStrategy.duration: time: missing unit in duration "5". Write duration: "5s" if seconds are meant',
    'f.yaml:10:7: error: spec.triggers[1].template: the trigger has no type: one of k8s, argoWorkflow, http, awsLambda, azureEventHubs, azureServiceBus, kafka, pulsar, nats, slack, openWhisk, custom, log, email',
    'f.yaml:11:7: error: spec.triggers[2]: expected an object with template, parameters, policy …, found a number',
  ],
  'a value that came through an alias': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: EventSource
      metadata: {name: es}
      spec:
        webhook:
          a: &a {port: "1", endpoint: /a, method: POST, maxPayloadSize: -1}
          b:
            <<: *a
            endpoint: /b
    `,
    'f.yaml:6:67: error: spec.webhook.a.maxPayloadSize: -1 bytes let no request through',
    'f.yaml:6:67: error: spec.webhook.b.maxPayloadSize: -1 bytes let no request through',
  ],
  'an event name that needs quotes in a path': [
    yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: EventSource
      metadata: {name: es}
      spec:
        calendar:
          "every.day": {interval: 1 day}
    `,
    'f.yaml:6:29: error: spec.calendar["every.day"].interval: failed to parse interval 1 day: time: unknown unit " day" in duration "1 day"',
  ],
  'an object without a name': [
    'apiVersion: argoproj.io/v1alpha1\nkind: Sensor\nmetadata: {}\nspec: {}\n',
    'f.yaml:3:1: error: metadata.name: the object has no name',
    'f.yaml:4:1: error: spec.dependencies: at least one dependency is required',
    'f.yaml:4:1: error: spec.triggers: at least one trigger is required',
  ],
  'a version that nobody knows': [
    yaml`
      apiVersion: argoproj.io/v2
      kind: EventBus
      metadata: {name: Default}
      spec: {}
    `,
    'f.yaml:1:13: warning: apiVersion: apiVersion "argoproj.io/v2" is not known. Write apiVersion: argoproj.io/v1alpha1',
    'f.yaml:3:18: error: metadata.name: "Default" is not a name that Kubernetes takes. Use lower case letters, digits, - and ., at most 253',
    'f.yaml:4:1: error: spec: spec needs one of nats, jetstream, kafka, jetstreamExotic',
  ],
}

test.each(Object.entries(broken))('%s', (_, [text, ...lines]) => {
  const { objects, problems } = readManifests(text, 'f.yaml')
  expect(problems.map(formatProblem)).toEqual(lines)
  const hasError = lines.some((line) => line.includes(': error: '))
  expect(objects.every(({ object }) => (object === undefined) === hasError)).toBe(true)
})

test('what was misplaced or misspelt is put where it was meant', () => {
  const [text] = broken['misspelt and misplaced fields'] ?? ['']
  const [read] = readManifests(text, 'f.yaml').objects
  expect(read?.object).toMatchObject({
    spec: {
      dependencies: [{ name: 'd', eventSourceName: 'es', eventName: 'push' }],
      triggers: [
        {
          template: { name: 't', http: { url: 'http://localhost:8080/' } },
          atLeastOnce: true,
          retryStrategy: { steps: 3 },
        },
      ],
    },
  })
})

test('what was written in the wrong type is read in the right one', () => {
  const [text] = broken['values that the author surely meant otherwise'] ?? ['']
  const [read] = readManifests(text, 'f.yaml').objects
  expect(read?.object).toMatchObject({
    spec: {
      dependencies: [
        {
          filtersLogicalOperator: 'or',
          filters: {
            data: [
              { type: 'number', value: ['10'], comparator: '=' },
              { type: 'bool', value: ['true'] },
            ],
          },
        },
      ],
      triggers: [
        {
          template: { log: { intervalSeconds: 5 } },
          atLeastOnce: true,
          retryStrategy: { duration: 10, factor: 2 },
          policy: { status: { allow: [200] } },
        },
      ],
    },
  })
})
