import { describe, expect, test } from 'vitest'
import { messagesOf, readOne, sensorText } from '../read/read.fixture.ts'
import { triggerTypeOf } from './trigger-template.ts'
import { TRIGGER_TYPES, type TriggerType } from './trigger-types.ts'

const secret = { name: 's', key: 'k' }
const src = { dependencyName: 'dep', dataKey: 'body' }
const payload = [{ src, dest: 'x' }]
const metadata = { generateName: 'p-' }
const source = { resource: { apiVersion: 'v1', kind: 'Pod', metadata } }

type Settings = Readonly<Record<string, unknown>>

/** The least that makes a trigger of each type valid. */
const minimal: Readonly<Record<TriggerType, Settings>> = {
  k8s: { source },
  argoWorkflow: { source, operation: 'submit' },
  http: { url: 'http://localhost/' },
  awsLambda: { functionName: 'f', region: 'r', payload },
  azureEventHubs: { fqdn: 'f', hubName: 'h', sharedAccessKeyName: secret, sharedAccessKey: secret, payload },
  azureServiceBus: { connectionString: secret, queueName: 'q', payload },
  kafka: { url: 'k:9092', topic: 't', payload },
  pulsar: { url: 'pulsar://p', topic: 't', payload },
  nats: { url: 'nats://n', subject: 's', payload },
  slack: { slackToken: secret, channel: 'c', message: 'm' },
  openWhisk: { host: 'h', actionName: 'a', payload },
  custom: { serverURL: 's:1', spec: { a: 'b' } },
  log: {},
  email: { host: 'h', to: ['a@example.com'], subject: 's', body: 'b' },
}

/** Type, what is changed in its minimal settings, and the errors that follow. */
const typeRules: readonly (readonly [TriggerType, Settings, error: string])[] = [
  ['k8s', { source: undefined }, 'source: source is required'],
  ['k8s', { source: {} }, 'source: source needs one of resource, configmap, git, url, file, inline, s3'],
  ['k8s', { operation: 'apply' }, 'operation: "apply" is not one of create, update, patch, delete'],
  ['k8s', { source: { inline: '{' } }, 'source.inline: not YAML: Flow map must end with a } (line 1)'],
  ['k8s', { source: { git: { url: 'u', filePath: '../x' } } }, 'source.git.filePath: .., ~ and \\ are refused here'],
  [
    'k8s',
    { source: { s3: { endpoint: 'e', bucket: { name: 'b' }, accessKey: secret } } },
    "source.s3.secretKey: secret key can't be empty",
  ],
  ['k8s', { parameters: [{ dest: 'a' }] }, 'parameters[0].src: src is required'],
  [
    'k8s',
    { parameters: [{ src: { dataKey: 'a' }, dest: 'a' }] },
    'parameters[0].src.dependencyName: src.dependencyName is required',
  ],
  ['k8s', { parameters: [{ src }] }, 'parameters[0].dest: dest is required'],
  [
    'k8s',
    { parameters: [{ src, dest: 'a', operation: 'merge' }] },
    'parameters[0].operation: "merge" is not one of append, overwrite, prepend',
  ],
  [
    'argoWorkflow',
    { operation: 'start' },
    'operation: "start" is not one of submit, submit-from, suspend, resubmit, retry, resume, terminate, stop',
  ],
  ['http', { url: '' }, 'url: url is required'],
  ['http', { method: 'HEAD' }, 'method: "HEAD" is not one of GET, DELETE, PATCH, POST, PUT'],
  ['http', { secureHeaders: [{ name: 'a' }] }, 'secureHeaders[0].valueFrom: valueFrom is required'],
  [
    'http',
    { secureHeaders: [{ name: 'a', valueFrom: {} }] },
    'secureHeaders[0].valueFrom: either secretKeyRef or configMapKeyRef is required',
  ],
  ['http', { timeout: -1 }, 'timeout: -1 is out of range, 0 to 9007199254740991'],
  ['awsLambda', { functionName: '' }, 'functionName: functionName is required'],
  ['awsLambda', { region: '' }, 'region: region is required'],
  ['awsLambda', { region: 'eu/central' }, 'region: "eu/central" is not a region'],
  ['awsLambda', { payload: [] }, 'payload: payload is required'],
  ['awsLambda', { payload: [{ src }] }, 'payload[0].dest: dest is required'],
  ['awsLambda', { secretKey: secret }, 'accessKey: secretKey is of no use without accessKey'],
  ['azureEventHubs', { fqdn: '' }, 'fqdn: fqdn is required'],
  ['azureEventHubs', { fqdn: 'sb://shop.example/' }, 'fqdn: "sb://shop.example/" is not a host name'],
  ['azureEventHubs', { hubName: '' }, 'hubName: hubName is required'],
  ['azureServiceBus', { queueName: '' }, ': either queueName or topicName is required'],
  ['kafka', { url: '' }, 'url: url is required'],
  ['kafka', { topic: '' }, 'topic: topic is required'],
  ['kafka', { payload: undefined }, 'payload: payload is required'],
  ['kafka', { requiredAcks: 2 }, 'requiredAcks: 2 is out of range, -1 to 1'],
  ['pulsar', { topic: '' }, 'topic: topic is required'],
  ['pulsar', { url: 'http://p' }, 'url: "http://p" is not pulsar://… or pulsar+ssl://…'],
  ['nats', { url: '' }, 'url: url is required'],
  ['nats', { subject: '' }, 'subject: subject is required'],
  ['nats', { payload: undefined }, 'payload: payload is required'],
  ['slack', { slackToken: undefined }, 'slackToken: slackToken is required'],
  ['slack', { channel: '' }, 'channel: channel is required'],
  ['slack', { message: '' }, ': one of message, attachments and blocks is required'],
  ['slack', { blocks: '{}' }, 'blocks: not the JSON of a list'],
  ['openWhisk', { host: '' }, 'host: host is required'],
  ['openWhisk', { host: 'ftp://h' }, 'host: "ftp://h" is neither a host nor an http(s) URL'],
  ['openWhisk', { actionName: '' }, 'actionName: actionName is required'],
  ['openWhisk', { payload: [] }, 'payload: payload is required'],
  ['openWhisk', { authToken: { name: 's' } }, 'authToken.key: key is required'],
  ['custom', { serverURL: '' }, 'serverURL: serverURL is required'],
  ['custom', { spec: {} }, 'spec: spec is required'],
  ['custom', { secure: true }, 'certSecret: certSecret is required when secure is true'],
  ['log', { intervalSeconds: 1.5 }, 'intervalSeconds: expected an integer, found the number 1.5'],
  ['email', { host: '' }, 'host: host is required'],
  ['email', { port: 65536 }, 'port: 65536 is out of range, 0 to 65535'],
  ['email', { to: [] }, 'to: to is required'],
  ['email', { to: ['a@b.c, d@e.f'] }, 'to: "a@b.c, d@e.f" is not an address'],
]

describe('trigger types', () => {
  test.each(TRIGGER_TYPES)('%s: the least that is needed is enough', (type) => {
    const text = sensorText([{ template: { name: 't', [type]: minimal[type] } }])
    expect(messagesOf(text)).toEqual({ errors: [], warnings: [] })
    const sensor = readOne('Sensor', text)
    expect(sensor.spec.triggers.map(({ template }) => triggerTypeOf(template))).toEqual([type])
  })

  test.each(typeRules)('%s %j', (type, changes, error) => {
    const template = { name: 't', [type]: { ...minimal[type], ...changes } }
    const prefix = `spec.triggers[0].template.${type}`
    expect(messagesOf(sensorText([{ template }])).errors).toEqual([
      error.startsWith(':') ? prefix + error : `${prefix}.${error}`,
    ])
  })

  test.each<[TriggerType, Settings, warning: string]>([
    ['pulsar', { authAthenzSecret: secret }, 'authAthenzSecret: Athenz is not supported: the trigger will fail'],
    ['awsLambda', { roleARN: 'role' }, 'roleARN: does not look like arn:aws:iam::<account>:role/<name>'],
    ['slack', { sender: { icon: 'tada' } }, 'sender.icon: neither an :emoji: nor an http(s) URL: it is left out'],
  ])('%s %j is accepted, with a warning', (type, changes, warning) => {
    const template = { name: 't', [type]: { ...minimal[type], ...changes } }
    expect(messagesOf(sensorText([{ template }]))).toEqual({
      errors: [],
      warnings: [`spec.triggers[0].template.${type}.${warning}`],
    })
  })

  test.each(['azureEventHubs', 'azureServiceBus', 'pulsar', 'slack', 'email'] as const)(
    '%s: what parameters may fill in is not missed',
    (type) => {
      const { fqdn: _, queueName: __, topic: ___, channel: ____, to: _____, ...rest } = minimal[type]
      const trigger = { template: { name: 't', [type]: rest }, parameters: [{ src, dest: 'x' }] }
      expect(messagesOf(sensorText([trigger])).errors).toEqual([])
    },
  )

  test('an empty dest makes the payload a whole where Argo Events allows it', () => {
    const template = { name: 't', http: { ...minimal.http, payload: [{ src }] } }
    const sensor = readOne('Sensor', sensorText([{ template }]))
    expect(sensor.spec.triggers[0]?.template.http?.payload).toEqual([{ src, dest: '' }])
  })

  test('a trigger has a type, and one only', () => {
    expect(messagesOf(sensorText([{ template: { name: 't' } }])).errors).toEqual([
      `spec.triggers[0].template: the trigger has no type: one of ${TRIGGER_TYPES.join(', ')}`,
    ])
    expect(messagesOf(sensorText([{ template: { name: 't', log: {}, http: minimal.http } }]))).toEqual({
      errors: [],
      warnings: ['spec.triggers[0].template.log: has no effect beside http: a trigger has one type'],
    })
  })
})

const log = { name: 't', log: {} }

/** A trigger (or its fields beside a log template) and what is said of it. */
const triggerRules: readonly (readonly [
  Settings,
  { readonly errors?: readonly string[]; readonly warnings?: readonly string[] },
])[] = [
  [{ template: { log: {} } }, { errors: ['template.name: the trigger has no name'] }],
  [{ template: undefined }, { errors: ['template: the trigger has no template'] }],
  [{ rateLimit: {} }, { errors: ['rateLimit.requestsPerUnit: requestsPerUnit is required'] }],
  [
    { rateLimit: { requestsPerUnit: 0 } },
    { errors: ['rateLimit.requestsPerUnit: 0 is out of range, 1 to 2147483647'] },
  ],
  [
    { rateLimit: { unit: 'Day', requestsPerUnit: 1 } },
    { errors: ['rateLimit.unit: "Day" is not one of Second, Minute, Hour'] },
  ],
  [{ retryStrategy: { duration: '5' } }, { errors: ['retryStrategy.duration: time: missing unit in duration "5"'] }],
  [{ policy: { k8s: {} } }, { errors: ['policy.k8s.labels: policy.k8s needs labels'] }],
  [{ policy: { status: {} } }, { errors: ['policy.status.allow: policy.status needs allow'] }],
  [{ policy: { k8s: { labels: { a: 'b' } } } }, { warnings: ['policy.k8s: has no effect on a trigger of type log'] }],
  [
    { template: { ...log, conditionsReset: [{}] } },
    { errors: ['template.conditionsReset[0].byTime: byTime is required'] },
  ],
  [
    { template: { ...log, conditionsReset: [{ byTime: { cron: '@daily', timezone: 'Nowhere' } }] } },
    {
      errors: [
        'template.conditionsReset[0].byTime.cron: invalid cron expression "@daily": descriptors such as @daily are not accepted, write five fields',
        'template.conditionsReset[0].byTime.timezone: unknown time zone Nowhere',
      ],
    },
  ],
  [
    { template: { ...log, conditions: 'dep && other' } },
    { errors: ['template.conditions: "other" is not a dependency'] },
  ],
  [
    { template: { ...log, conditions: 'dep and dep' } },
    { errors: ['template.conditions: expected && or || before "and"'] },
  ],
  [
    { parameters: [{ src: { ...src, dependencyName: 'dpe' }, dest: 'name' }] },
    { errors: ['parameters[0].src.dependencyName: "dpe" is not a dependency'] },
  ],
  [
    { parameters: [{ src: { ...src, dependencyName: 'dpe', value: 'x' }, dest: 'name' }] },
    { warnings: ['parameters[0].src.dependencyName: "dpe" is not a dependency'] },
  ],
  [
    { dlqTrigger: { template: log } },
    {
      errors: [
        'atLeastOnce: a trigger with a dlqTrigger needs atLeastOnce: true',
        'dlqTrigger.atLeastOnce: a dlqTrigger needs atLeastOnce: true',
      ],
    },
  ],
  [
    { atLeastOnce: true, dlqTrigger: { template: { name: 'dlq' }, atLeastOnce: true } },
    { errors: [`dlqTrigger.template: the trigger has no type: one of ${TRIGGER_TYPES.join(', ')}`] },
  ],
  [
    {
      atLeastOnce: true,
      dlqTrigger: { template: log, atLeastOnce: true, dlqTrigger: { template: log, atLeastOnce: true } },
    },
    { warnings: ['dlqTrigger.dlqTrigger: the dlqTrigger of a dlqTrigger is never run'] },
  ],
  [
    { template: { name: 't', http: { url: 'localhost:8080' } } },
    { warnings: ['template.http.url: not an http or https URL'] },
  ],
  [
    { template: { name: 't', argoWorkflow: { source } } },
    { warnings: ['template.argoWorkflow.operation: no operation is given, read as submit; Argo Events refuses this'] },
  ],
  [
    { template: { name: 't', k8s: { source: { ...source, inline: 'metadata: { name: p }' }, liveObject: true } } },
    {
      warnings: [
        'template.k8s.source.resource: has no effect beside inline',
        'template.k8s.liveObject: has an effect with operation: update only',
      ],
    },
  ],
  [
    { template: { name: 't', k8s: { source: { git: { url: 'u', filePath: 'f', sshKeyPath: '/key' } } } } },
    { warnings: ['template.k8s.source.git.sshKeyPath: unknown field, ignored'] },
  ],
]

test.each(triggerRules)('trigger %j', (trigger, { errors = [], warnings = [] }) => {
  const told = messagesOf(sensorText([{ template: log, ...trigger }]))
  const under = (texts: readonly string[]): readonly string[] => texts.map((text) => `spec.triggers[0].${text}`).sort()
  expect([told.errors.toSorted(), told.warnings.toSorted()]).toEqual([under(errors), under(warnings)])
})

test('trigger names are unique', () => {
  expect(messagesOf(sensorText([{ template: log }, { template: log }])).errors).toEqual([
    'spec.triggers[1].template.name: another trigger is called "t"',
  ])
})

const dep = { name: 'dep', eventSourceName: 'es', eventName: 'e' }
const data = { path: 'body.a', type: 'string', value: ['x'] }

/** What is changed in a dependency, and what is said of it. */
const dependencyRules: readonly (readonly [
  Settings,
  { readonly errors?: readonly string[]; readonly warnings?: readonly string[] },
])[] = [
  [{ name: '' }, { errors: ['name: the dependency has no name'] }],
  [{ eventSourceName: '' }, { errors: ['eventSourceName: eventSourceName is required'] }],
  [{ eventName: '' }, { errors: ['eventName: eventName is required'] }],
  [{ name: 'in' }, { warnings: ['name: Argo Events cannot use the word in as a dependency name'] }],
  [{ name: '1.a' }, { warnings: ['name: Argo Events takes only letters, digits, _ and - here, a letter first'] }],
  [{ filtersLogicalOperator: 'xor' }, { errors: ['filtersLogicalOperator: "xor" is not one of and, or'] }],
  [
    { transform: { jq: '.', script: 'return event' } },
    { warnings: ['transform.script: jq and script are both given; script is not run'] },
  ],
  [
    { filters: { exprs: [{ fields: [{ path: 'a', name: 'a' }] }] } },
    { errors: ['filters.exprs[0].expr: expr is required'] },
  ],
  [
    { filters: { exprs: [{ expr: 'a == 1', fields: [] }] } },
    { errors: ['filters.exprs[0].fields: at least one field with path and name is required'] },
  ],
  [
    { filters: { exprs: [{ expr: 'a == 1', fields: [{ path: 'a' }] }] } },
    { errors: ['filters.exprs[0].fields[0].name: name is required'] },
  ],
  [{ filters: { data: [{ ...data, path: '' }] } }, { errors: ['filters.data[0].path: path is required'] }],
  [{ filters: { data: [{ ...data, type: '' }] } }, { errors: ['filters.data[0].type: type is required'] }],
  [
    { filters: { data: [{ ...data, type: 'object' }] } },
    { errors: ['filters.data[0].type: "object" is not one of bool, number, string'] },
  ],
  [
    { filters: { data: [{ ...data, value: [] }] } },
    { errors: ['filters.data[0].value: at least one value is required'] },
  ],
  [{ filters: { data: [{ ...data, value: [''] }] } }, { errors: ['filters.data[0].value[0]: an empty value'] }],
  [
    { filters: { data: [{ ...data, comparator: '~' }] } },
    { errors: ['filters.data[0].comparator: "~" is not one of >=, >, =, !=, <, <='] },
  ],
  [{ filters: { data: [{ ...data, type: 'number' }] } }, { errors: ['filters.data[0].value[0]: "x" is not a number'] }],
  [
    { filters: { data: [{ ...data, type: 'number', value: ['1e3', 'x'] }] } },
    { warnings: ['filters.data[0].value[1]: "x" is not a number'] },
  ],
  [
    { filters: { data: [{ ...data, type: 'bool', value: ['yes'] }] } },
    { errors: ['filters.data[0].value[0]: "yes" is not a bool'] },
  ],
  [
    { filters: { context: { id: 'x' } } },
    { errors: ['filters.context: one of type, subject, source and datacontenttype must be given'] },
  ],
  [
    { filters: { time: { start: '9', stop: '10:00:00' } } },
    { errors: ['filters.time.start: "9" is not a time such as 09:30:00'] },
  ],
  [
    { filters: { time: { start: '10:00:00', stop: '10:00:00', timezone: 'X/Y' } } },
    {
      errors: [
        'filters.time.stop: start and stop are equal, so no time lies between them',
        'filters.time.timezone: unknown time zone X/Y',
      ],
    },
  ],
]

test.each(dependencyRules)('dependency %j', (changes, { errors = [], warnings = [] }) => {
  const dependencies = [dep, { ...dep, name: 'other', ...changes }]
  const told = messagesOf(sensorText([{ template: log }], { dependencies }))
  const under = (texts: readonly string[]): readonly string[] => texts.map((text) => `spec.dependencies[1].${text}`)
  expect(told).toEqual({ errors: under(errors), warnings: under(warnings) })
})

test('dependency names that cannot be told apart', () => {
  const dependencies = [dep, dep, { ...dep, name: 'a-b' }, { ...dep, name: 'a_b' }]
  expect(messagesOf(sensorText([{ template: log }], { dependencies }))).toEqual({
    errors: [],
    warnings: [
      'spec.dependencies[1].name: another dependency is called "dep"; the last one counts',
      'spec.dependencies[3].name: Argo Events cannot tell a_b from a-b',
    ],
  })
})

test('a parameter that takes from an event the conditions do not wait for', () => {
  const dependencies = [dep, { ...dep, name: 'b' }]
  const trigger = { template: { ...log, conditions: 'b' }, parameters: [{ src, dest: 'name' }] }
  expect(messagesOf(sensorText([trigger], { dependencies }))).toEqual({
    errors: [],
    warnings: [
      'spec.triggers[0].parameters[0].src.dependencyName: the conditions of this trigger do not use dep, so there is no such event',
    ],
  })
})

test('a dependency that cannot be read does not make its name unknown', () => {
  const dependencies = [{ ...dep, eventName: 5, eventSourceName: [] }]
  const trigger = { template: { ...log, conditions: 'dep' }, parameters: [{ src, dest: 'name' }] }
  expect(messagesOf(sensorText([trigger], { dependencies })).errors).toEqual([
    'spec.dependencies[0].eventSourceName: expected a string, found a list',
  ])
})

test('dependencies and triggers are needed', () => {
  expect(messagesOf(sensorText([], { dependencies: null })).errors).toEqual([
    'spec.dependencies: at least one dependency is required',
    'spec.triggers: at least one trigger is required',
  ])
})
