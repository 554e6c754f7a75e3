import { expect, test } from 'vitest'
import { readParameters, withSubmitOptions } from './submit-options.ts'
import { withArguments, workflowOfCron, workflowOfTemplate } from './workflow-of.ts'

test('of a template, namespaced and of the cluster', () => {
  expect(workflowOfTemplate({ name: 'build', isClusterWide: false }, 'n')).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      namespace: 'n',
      generateName: 'build-',
      labels: { 'workflows.argoproj.io/workflow-template': 'build' },
    },
    spec: { workflowTemplateRef: { name: 'build' } },
  })
  expect(workflowOfTemplate({ name: 'build', isClusterWide: true }, 'n')).toMatchObject({
    metadata: { labels: { 'workflows.argoproj.io/cluster-workflow-template': 'build' } },
    spec: { workflowTemplateRef: { name: 'build', clusterScope: true } },
  })
})

test('of a CronWorkflow: its spec, its metadata for workflows, and it as the owner', () => {
  const cron = {
    metadata: {
      name: 'nightly',
      uid: 'u1',
      labels: { 'workflows.argoproj.io/controller-instanceid': 'i', other: 'x' },
    },
    spec: {
      schedule: '0 0 * * *',
      workflowMetadata: { labels: { team: 'a' }, annotations: { note: 'b' } },
      workflowSpec: { entrypoint: 'main' },
    },
  }
  expect(workflowOfCron(cron, 'n', Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      namespace: 'n',
      generateName: 'nightly-',
      labels: {
        'workflows.argoproj.io/controller-instanceid': 'i',
        'workflows.argoproj.io/cron-workflow': 'nightly',
        team: 'a',
      },
      annotations: { 'workflows.argoproj.io/scheduled-time': '2026-01-02T03:04:05Z', note: 'b' },
      ownerReferences: [
        {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'CronWorkflow',
          name: 'nightly',
          uid: 'u1',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { entrypoint: 'main' },
  })
})

test('arguments that are given come first, and replace those of their name', () => {
  const spec = {
    entrypoint: 'x',
    arguments: {
      parameters: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ],
    },
  }
  expect(withArguments(spec, [{ name: 'b', value: '9' }])).toEqual({
    entrypoint: 'x',
    arguments: {
      parameters: [
        { name: 'b', value: '9' },
        { name: 'a', value: '1' },
      ],
    },
  })
  expect(withArguments(spec, [])).toBe(spec)
})

test('options of submit; a parameter of args wins over one of the file', () => {
  const fromFile = readParameters('a: file\nnum: 7\nlist: [1, x]\nflag: true\n')
  const workflow = { kind: 'Workflow', metadata: { name: 'w', labels: { l: '0', m: '0' } }, spec: { priority: 1 } }
  const options = {
    generateName: 'g-',
    entrypoint: 'main',
    serviceAccount: 'sa',
    priority: 5,
    parameters: [{ name: 'a', value: 'flag' }],
    labels: { l: '1' },
    isMemoized: false,
    restartsSuccessful: false,
  }
  expect(withSubmitOptions(workflow, options, fromFile)).toEqual({
    kind: 'Workflow',
    metadata: { name: 'w', generateName: 'g-', labels: { l: '1', m: '0' } },
    spec: {
      entrypoint: 'main',
      serviceAccountName: 'sa',
      priority: 5,
      arguments: {
        parameters: [
          { name: 'a', value: 'flag' },
          { name: 'num', value: '7' },
          { name: 'list', value: '[1,"x"]' },
          { name: 'flag', value: 'true' },
        ],
      },
    },
  })
  expect(() => readParameters('- a')).toThrow('no map of parameters')
})
