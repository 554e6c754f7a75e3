import { at, objectAt } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { nodeSelector, type NodeSelector } from './node-selector.ts'
import { fnv1a, nodeId, nodesOf, podName, withNodes } from './node-status.ts'
import { endedWorkflow, nodesNamed, nowMs, nowText } from './nodes.fixture.ts'
import { retriedWorkflow, type RetryOptions } from './retry-workflow.ts'

const plain: RetryOptions = { parameters: [], isMeant: undefined, restartsSuccessful: false }

function retried(workflow: JsonObject, options = plain) {
  const made = retriedWorkflow(workflow, options, nowMs)
  if (made.kind === 'fault') throw new Error(made.message)
  const nodes = objectAt(made.object, 'status', 'nodes')
  const phases = Object.values(nodes).map((node) => [at(node, 'name'), at(node, 'phase')])
  return { ...made, nodes, phases: Object.fromEntries(phases) as Record<string, unknown> }
}

function selector(text: string): NodeSelector {
  const made = nodeSelector(text)
  if (typeof made === 'string') throw new Error(made)
  return made
}

test('ids and pods have the names that Argo Workflows gives them', () => {
  expect([fnv1a(''), fnv1a('a'), fnv1a('foobar')]).toEqual([2166136261, 0xe40c292c, 0xbf9cf968])
  expect(nodeId('resubmit-hl9ft', 'resubmit-hl9ft.B')).toBe('resubmit-hl9ft-3879090716')
  expect(nodeId('resubmit-hl9ft', 'resubmit-hl9ft.A')).toBe('resubmit-hl9ft-3929423573')
  const workflow = (format: string) => ({
    metadata: { name: 'wf', annotations: { 'workflows.argoproj.io/pod-name-format': format } },
  })
  const node = { id: 'wf-1', name: 'wf.a', templateName: 'run' }
  expect(podName(workflow('v2'), node)).toBe(`wf-run-${fnv1a('wf.a')}`)
  expect(podName(workflow('v2'), { ...node, templateRef: { name: 't', template: 'other' } })).toBe(
    `wf-other-${fnv1a('wf.a')}`,
  )
  expect(podName(workflow('v2'), { ...node, name: 'wf' })).toBe('wf')
  expect(podName(workflow('v1'), node)).toBe('wf-1')
})

test('a DAG runs again from what failed: what succeeded stays, the way up is running', () => {
  const nodes = nodesNamed({
    wf: { type: 'DAG', phase: 'Failed', below: ['wf.a'], outboundNodes: [nodeId('wf', 'wf.b')] },
    'wf.a': { type: 'Pod', phase: 'Succeeded', boundaryID: 'wf', below: ['wf.b'] },
    'wf.b': { type: 'Pod', phase: 'Failed', boundaryID: 'wf', below: ['wf.c'] },
    'wf.c': { type: 'Skipped', phase: 'Omitted', boundaryID: 'wf' },
  })
  const { object, pods, phases, nodes: after } = retried(endedWorkflow('Failed', nodes))
  expect(phases).toEqual({ wf: 'Running', 'wf.a': 'Succeeded' })
  expect(pods).toEqual([`wf-run-${fnv1a('wf.b')}`])
  expect(at(after, 'wf')).toMatchObject({ startedAt: nowText, finishedAt: null, outboundNodes: [] })
  expect(at(after, nodeId('wf', 'wf.a'), 'children')).toEqual([])
  expect(object).toMatchObject({
    metadata: { labels: { kept: 'yes' }, resourceVersion: '7' },
    spec: { entrypoint: 'main' },
    status: {
      startedAt: nowText,
      finishedAt: null,
      conditions: [
        { type: 'PodRunning', status: 'False' },
        { type: 'Completed', status: 'False' },
      ],
    },
  })
  expect(at(object, 'metadata', 'labels', 'workflows.argoproj.io/completed')).toBeUndefined()
  for (const gone of ['shutdown', 'activeDeadlineSeconds']) expect(at(object, 'spec', gone)).toBeUndefined()
  for (const gone of ['phase', 'message']) expect(at(object, 'status', gone)).toBeUndefined()
})

test('steps: the group of the failed step and the steps themselves are reset, groups before it stay', () => {
  const nodes = nodesNamed({
    wf: { type: 'Steps', phase: 'Failed', below: ['wf[0]'] },
    'wf[0]': { type: 'StepGroup', phase: 'Succeeded', boundaryID: 'wf', below: ['wf[0].a'] },
    'wf[0].a': { type: 'Pod', phase: 'Succeeded', boundaryID: 'wf', below: ['wf[1]'] },
    'wf[1]': { type: 'StepGroup', phase: 'Failed', boundaryID: 'wf', below: ['wf[1].b', 'wf[1].c'] },
    'wf[1].b': { type: 'Pod', phase: 'Failed', boundaryID: 'wf' },
    'wf[1].c': { type: 'Pod', phase: 'Succeeded', boundaryID: 'wf' },
  })
  expect(retried(endedWorkflow('Failed', nodes)).phases).toEqual({
    wf: 'Running',
    'wf[0]': 'Succeeded',
    'wf[0].a': 'Succeeded',
    'wf[1]': 'Running',
    'wf[1].c': 'Succeeded',
  })
})

test('a retried step is reset with the tries that failed; the handler at the end runs anew', () => {
  const nodes = nodesNamed({
    wf: { type: 'Retry', phase: 'Failed', below: ['wf(0)', 'wf(1)'] },
    'wf(0)': { type: 'Pod', phase: 'Failed', nodeFlag: { retried: true } },
    'wf(1)': { type: 'Pod', phase: 'Failed', nodeFlag: { retried: true } },
    'wf.onExit': { type: 'Pod', phase: 'Succeeded' },
  })
  const { phases, pods } = retried(endedWorkflow('Failed', nodes))
  expect(phases).toEqual({ wf: 'Running' })
  expect(pods.toSorted()).toEqual(['wf(0)', 'wf(1)', 'wf.onExit'].map((name) => `wf-run-${fnv1a(name)}`).toSorted())
})

test('a failed container takes its pod with it', () => {
  const nodes = nodesNamed({
    wf: { type: 'Pod', phase: 'Failed', below: ['wf.main'] },
    'wf.main': { type: 'Container', phase: 'Failed' },
  })
  const { phases, pods } = retried(endedWorkflow('Failed', nodes))
  expect(phases).toEqual({})
  expect(pods).toEqual(['wf'])
})

test('what succeeded runs again only when it is asked for, by its fields', () => {
  const nodes = nodesNamed({
    wf: { type: 'DAG', phase: 'Succeeded', below: ['wf.a'] },
    'wf.a': { type: 'Pod', phase: 'Succeeded', boundaryID: 'wf', below: ['wf.b'] },
    'wf.b': { type: 'Pod', phase: 'Succeeded', boundaryID: 'wf' },
  })
  const workflow = endedWorkflow('Succeeded', nodes)
  expect(retriedWorkflow(workflow, plain, nowMs)).toMatchObject({
    kind: 'fault',
    message: expect.stringContaining('--restart-successful'),
  })
  const again = { ...plain, restartsSuccessful: true, isMeant: selector('name=wf.b') }
  expect(retried(workflow, again).phases).toEqual({ wf: 'Running', 'wf.a': 'Succeeded' })
})

test('other parameters expand groups anew, also in the stored spec', () => {
  const nodes = nodesNamed({
    wf: { type: 'Steps', phase: 'Failed', below: ['wf[0]'] },
    'wf[0]': { type: 'StepGroup', phase: 'Failed', boundaryID: 'wf', below: ['wf[0].a', 'wf[0].b'] },
    'wf[0].a': { type: 'Pod', phase: 'Failed', boundaryID: 'wf' },
    'wf[0].b': { type: 'Pod', phase: 'Succeeded', boundaryID: 'wf' },
  })
  const workflow = endedWorkflow('Failed', nodes)
  const stored = {
    ...workflow,
    status: { ...objectAt(workflow, 'status'), storedWorkflowTemplateSpec: { shutdown: 'Stop' } },
  }
  const { object, phases } = retried(stored, { ...plain, parameters: [{ name: 'x', value: '1' }] })
  expect(phases).toEqual({ wf: 'Running', 'wf[0]': 'Running' })
  const parameters = { arguments: { parameters: [{ name: 'x', value: '1' }] } }
  expect(object).toMatchObject({ spec: parameters, status: { storedWorkflowTemplateSpec: parameters } })
  expect(at(object, 'status', 'storedWorkflowTemplateSpec', 'shutdown')).toBeUndefined()
})

test('a suspended step that is reset awaits its outputs again, what was skipped stays so', () => {
  const outputs = { parameters: [{ name: 'ok', value: 'yes' }] }
  const nodes = nodesNamed({
    wf: { type: 'Suspend', phase: 'Failed', outputs },
  })
  expect(retried(endedWorkflow('Failed', nodes)).nodes['wf']).toMatchObject({ phase: 'Failed' })
  const groups = nodesNamed({
    wf: { type: 'Steps', phase: 'Skipped', below: ['wf.a'] },
    'wf.a': { type: 'Pod', phase: 'Failed', boundaryID: 'wf' },
  })
  expect(retried(endedWorkflow('Failed', groups)).phases).toEqual({ wf: 'Skipped' })
})

test('nodes that are compressed are read; those in a database are refused, and so is what is not over', () => {
  const nodes = nodesNamed({ wf: { type: 'Pod', phase: 'Failed' } })
  const filler = Object.fromEntries(
    Array.from({ length: 9_000 }, (_, nth) => [`x${nth}`, { name: 'y'.repeat(120), type: 'Pod' }]),
  )
  const large = withNodes(endedWorkflow('Failed', {}), new Map(Object.entries({ ...nodes, ...filler })))
  expect(at(large, 'status', 'nodes')).toBeUndefined()
  const read = nodesOf(large)
  expect('kind' in read ? read.kind : read.get('wf')).toMatchObject({ phase: 'Failed' })
  const offloaded = { ...large, status: { phase: 'Failed', offloadNodeStatusVersion: 'fnv:1' } }
  expect(retriedWorkflow(offloaded, plain, nowMs)).toMatchObject({
    kind: 'fault',
    message: expect.stringContaining('offloaded'),
  })
  expect(retriedWorkflow(endedWorkflow('Running', nodes), plain, nowMs)).toEqual({
    kind: 'fault',
    message: 'it is Running',
  })
  const broken = { ...large, status: { phase: 'Failed', compressedNodes: 'AAAA' } }
  expect(retriedWorkflow(broken, plain, nowMs)).toMatchObject({
    kind: 'fault',
    message: expect.stringContaining('compressedNodes'),
  })
})

test.each([
  ['name=wf.a', true],
  ['name==wf.a,phase!=Failed', true],
  ['displayName=wf.a,phase=Failed', false],
  ['templateRef.name=', true],
  ['inputs.parameters.x.value=a\\,b', true],
  ['', true],
])('the selector %j picks a node: %s', (text, isPicked) => {
  const inputs = { parameters: [{ name: 'x', value: 'a,b' }] }
  expect(selector(text)({ name: 'wf.a', displayName: 'wf.a', phase: 'Succeeded', inputs })).toBe(isPicked)
})

test('a selector that is none says so', () => {
  expect(nodeSelector('name')).toBe('"name" is not FIELD=VALUE or FIELD!=VALUE')
})
