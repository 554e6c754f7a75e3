import { expect, test } from 'vitest'
import { labelValue, workflowObject, type WorkflowInput } from './workflow-object.ts'

const input: WorkflowInput = {
  namespace: 'argo',
  binding: 'hook',
  template: { name: 'hello', clusterScope: false },
  workflowMetadata: { labels: { a: 'template', t: '1' }, annotations: { a: 'template' } },
  parts: {
    labels: { a: 'binding', 'workflows.argoproj.io/creator': 'forged' },
    annotations: { a: 'binding' },
    parameters: [{ name: 'p', value: 'v' }],
  },
  caller: {
    by: 'token',
    user: 'u',
    groups: [],
    claims: { subject: 'system:serviceaccount:ns:jenkins', email: 'j@x.org' },
  },
  instanceId: '',
  suffix: 'abcde',
}

test('a workflow is named, labelled and given its parameters as the original does', () => {
  expect(workflowObject(input)).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      namespace: 'argo',
      name: 'hello-abcde',
      generateName: 'hello-',
      labels: {
        'workflows.argoproj.io/workflow-template': 'hello',
        a: 'binding',
        t: '1',
        'workflows.argoproj.io/creator': 'system-serviceaccount-ns-jenkins',
        'workflows.argoproj.io/creator-email': 'j.at.x.org',
        'workflows.argoproj.io/workflow-event-binding': 'hook',
      },
      annotations: { a: 'binding' },
    },
    spec: { workflowTemplateRef: { name: 'hello' }, arguments: { parameters: [{ name: 'p', value: 'v' }] } },
  })
})

test('of a cluster template; with an instance id; with names of the binding; of nobody', () => {
  const object = workflowObject({
    ...input,
    template: { name: 'hello', clusterScope: true },
    instanceId: 'mine',
    parts: { ...input.parts, generateName: 'my', parameters: [] },
    caller: { by: 'server', user: '', groups: [] },
  })
  expect(object).toMatchObject({
    metadata: {
      name: 'myabcde',
      labels: {
        'workflows.argoproj.io/cluster-workflow-template': 'hello',
        'workflows.argoproj.io/controller-instanceid': 'mine',
      },
    },
    spec: { workflowTemplateRef: { name: 'hello', clusterScope: true }, arguments: {} },
  })
  expect(JSON.stringify(object)).not.toContain('forged')
  expect(workflowObject({ ...input, parts: { ...input.parts, name: 'fixed' } })).toMatchObject({
    metadata: { name: 'fixed', generateName: 'hello-' },
  })
})

test.each([
  ['system:serviceaccount:ns:jenkins', 'system-serviceaccount-ns-jenkins'],
  ['.-_', ''],
  [`${'x'.repeat(70)}:`, 'x'.repeat(62)],
])('%s as a label is %s', (text, value) => {
  expect(labelValue(text)).toBe(value)
})
