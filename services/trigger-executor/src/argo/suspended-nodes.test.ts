import { objectAt } from '@millrace/kube'
import { expect, test } from 'vitest'
import { nodeId } from './node-status.ts'
import { endedWorkflow, nodesNamed, nowMs, nowText } from './nodes.fixture.ts'
import { nodesEnded, resumed } from './suspended-nodes.ts'
import { resubmittedWorkflow, type ResubmitOptions } from './resubmit-workflow.ts'

const supplied = (more: object) => ({ parameters: [{ name: 'ok', valueFrom: { supplied: {}, ...more } }] })
const waiting = (outputs: ReturnType<typeof supplied> | undefined) =>
  endedWorkflow(
    'Running',
    nodesNamed({
      wf: { type: 'Steps', phase: 'Running', below: ['wf.gate', 'wf.other'] },
      'wf.gate': { type: 'Suspend', phase: 'Running', ...(outputs === undefined ? {} : { outputs }) },
      'wf.other': { type: 'Suspend', phase: 'Succeeded' },
    }),
    { suspend: true },
  )
const gate = nodeId('wf', 'wf.gate')

test('resume: the Workflow goes on, what waits has succeeded, outputs have their defaults', () => {
  const made = resumed(waiting(supplied({ default: 'yes' })), nowMs)
  if (made.kind === 'fault') throw new Error(made.message)
  expect(objectAt(made.object, 'spec')).not.toHaveProperty('suspend')
  const nodes = objectAt(made.object, 'status', 'nodes')
  expect(nodes[gate]).toMatchObject({
    phase: 'Succeeded',
    finishedAt: nowText,
    outputs: { parameters: [{ name: 'ok', value: 'yes' }] },
  })
  expect(nodes[nodeId('wf', 'wf.other')]).not.toHaveProperty('finishedAt')
})

test('resume: an output that was not set and has no default is a refusal', () => {
  expect(resumed(waiting(supplied({})), nowMs)).toMatchObject({
    kind: 'fault',
    message: expect.stringContaining('"ok"'),
  })
})

test('some nodes only: none picked is a refusal, and those that fail say why', () => {
  const pick = (name: string) => (node: { readonly name?: unknown }) => node.name === name
  expect(nodesEnded(waiting(undefined), pick('wf.other'), { phase: 'Succeeded', message: '' }, nowMs)).toMatchObject({
    kind: 'fault',
  })
  const made = nodesEnded(waiting(undefined), pick('wf.gate'), { phase: 'Failed', message: 'enough' }, nowMs)
  if (made.kind === 'fault') throw new Error(made.message)
  expect(objectAt(made.object, 'status', 'nodes')[gate]).toMatchObject({
    phase: 'Failed',
    message: 'enough',
    finishedAt: nowText,
  })
  expect(objectAt(made.object, 'spec')).toHaveProperty('suspend', true)
})

const options: ResubmitOptions = {
  parameters: [],
  isMemoized: false,
  priority: undefined,
  named: (object) => ({ ...object, metadata: { ...objectAt(object, 'metadata'), name: 'new' } }),
}

test('resubmit: a new one with the same spec, without the traces of the run', () => {
  const made = resubmittedWorkflow(endedWorkflow('Failed', {}), { ...options, priority: 3 }, nowMs)
  expect(made).toEqual({
    kind: 'workflow',
    object: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: {
        namespace: 'n',
        generateName: 'wf-',
        name: 'new',
        labels: { kept: 'yes', 'workflows.argoproj.io/resubmitted-from-workflow': 'wf' },
        annotations: { 'workflows.argoproj.io/pod-name-format': 'v2' },
      },
      spec: { entrypoint: 'main', priority: 3 },
    },
  })
})

test('resubmit --memoized: what succeeded is skipped, everything else waits, under the new name', () => {
  const nodes = nodesNamed({
    wf: { type: 'DAG', phase: 'Failed', below: ['wf.a'], outboundNodes: [nodeId('wf', 'wf.b')] },
    'wf.a': { type: 'Pod', phase: 'Succeeded', boundaryID: 'wf', below: ['wf.b', 'wf.s'] },
    'wf.b': { type: 'Pod', phase: 'Failed', boundaryID: 'wf', message: 'exit 1' },
    'wf.s': { type: 'Skipped', phase: 'Omitted', boundaryID: 'wf' },
    'wf.onExit': { type: 'Pod', phase: 'Succeeded' },
  })
  const made = resubmittedWorkflow(endedWorkflow('Failed', nodes), { ...options, isMemoized: true }, nowMs)
  if (made.kind === 'fault') throw new Error(made.message)
  const after = objectAt(made.object, 'status', 'nodes')
  const idOf = (name: string): string => nodeId('new', name)
  expect(Object.keys(after).toSorted()).toEqual(['new', idOf('new.a'), idOf('new.b')].toSorted())
  expect(after['new']).toMatchObject({ phase: 'Pending', children: [idOf('new.a')], outboundNodes: [idOf('new.b')] })
  expect(after[idOf('new.a')]).toMatchObject({
    name: 'new.a',
    type: 'Skipped',
    phase: 'Skipped',
    message: `original pod: ${nodeId('wf', 'wf.a')}`,
    boundaryID: 'new',
    startedAt: nowText,
  })
  expect(after[idOf('new.b')]).toMatchObject({ phase: 'Pending', type: 'Pod', startedAt: null, finishedAt: null })
  expect(after[idOf('new.b')]).not.toHaveProperty('message')
  expect(resubmittedWorkflow(endedWorkflow('Succeeded', {}), { ...options, isMemoized: true }, nowMs)).toMatchObject({
    kind: 'fault',
  })
})
