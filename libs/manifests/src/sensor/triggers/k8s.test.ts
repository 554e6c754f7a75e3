import { expect, test } from 'vitest'
import { messagesOf, sensorText } from '../../read/read.fixture.ts'

type Settings = Readonly<Record<string, unknown>>

const src = { dependencyName: 'dep', dataKey: 'body' }
const nameless = { resource: { apiVersion: 'v1', kind: 'Pod' } }
const named = { resource: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } } }
const jsonPatch = 'application/json-patch+json'

function told(type: string, settings: Settings): ReturnType<typeof messagesOf> {
  return messagesOf(sensorText([{ template: { name: 't', [type]: settings } }]))
}

test.each<[type: string, Settings, warning: string]>([
  [
    'k8s',
    { source: nameless },
    'source.resource: the object has neither metadata.name nor metadata.generateName: it cannot be created',
  ],
  [
    'k8s',
    { source: { inline: 'kind: Pod' }, operation: 'patch' },
    'source.inline: the object has no metadata.name: patch needs one',
  ],
  [
    'k8s',
    { source: named, patchStrategy: 'application/merge-patch+json' },
    'patchStrategy: has an effect with operation: patch only',
  ],
  [
    'k8s',
    { source: named, operation: 'patch', patchStrategy: jsonPatch },
    'patchStrategy: with application/json-patch+json the object needs patch: a list of operations',
  ],
  [
    'argoWorkflow',
    { source: named, operation: 'submit', args: ['--kubeconfig', 'x'] },
    'args: the trigger will fail: --kubeconfig: this flag of argo is not supported here',
  ],
  [
    'argoWorkflow',
    { source: nameless, operation: 'stop' },
    'source.resource: the object has no metadata.name: stop needs one',
  ],
])('%s %j will fail, which is a warning', (type, settings, warning) => {
  expect(told(type, settings)).toEqual({ errors: [], warnings: [`spec.triggers[0].template.${type}.${warning}`] })
})

test.each<[type: string, Settings]>([
  ['k8s', { source: nameless, parameters: [{ src, dest: 'metadata.name' }] }],
  ['k8s', { source: { configmap: { name: 'c', key: 'k' } }, operation: 'delete' }],
  [
    'k8s',
    {
      source: { resource: { ...named.resource, patch: [{ op: 'remove', path: '/a' }] } },
      operation: 'patch',
      patchStrategy: jsonPatch,
    },
  ],
  [
    'argoWorkflow',
    { source: nameless, operation: 'submit', args: ['--generate-name', 'a-', '--node-field-selector', 'phase=x'] },
  ],
  ['argoWorkflow', { source: named, operation: 'retry', args: ['--restart-successful'] }],
])('%s %j is fine', (type, settings) => {
  expect(told(type, settings)).toEqual({ errors: [], warnings: [] })
})
