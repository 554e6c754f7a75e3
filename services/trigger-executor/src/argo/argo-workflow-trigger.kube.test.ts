import { at, resources, textAt, type KubeClient, type KubeObject, type Resource } from '@millrace/kube'
import { describeOnKube, installArgoCrds } from '@millrace/kube/scene'
import type { JsonObject } from '@millrace/manifests'
import { beforeAll, expect, test } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'
import { grant, grantExecutor } from '../kube/kube-rights.fixture.ts'
import { podName } from './node-status.ts'
import { endedWorkflow, nodesNamed } from './nodes.fixture.ts'

const done = { kind: 'succeeded', status: 0 }
const version = 'argoproj.io/v1alpha1'
const idOf = (operation: string): string => operation.padEnd(32, '0')

interface Stage extends AsyncDisposable {
  readonly admin: KubeClient
  readonly home: string
  readonly bench: AttemptBench
  readonly workflows: Resource
  /** Attempts an operation on what the source names, twice, and expects success both times. */
  act(operation: string, source: string, args?: readonly string[], more?: string): Promise<void>
  all(): Promise<readonly KubeObject[]>
  get(name: string): Promise<KubeObject>
  create(workflow: JsonObject): Promise<void>
}

describeOnKube('the argoWorkflow trigger', (scene) => {
  beforeAll(async () => {
    if (scene() === undefined) return
    await grantExecutor(scene().admin)
    await installArgoCrds(scene().admin)
  }, 60_000)

  async function stage(): Promise<Stage> {
    const { admin, client, namespace } = scene()
    const home = await namespace()
    const verbs = ['get', 'create', 'update', 'patch']
    const templates = { resource: 'workflowtemplates.argoproj.io', verbs: ['get'] }
    const crons = { resource: 'cronworkflows.argoproj.io', verbs: ['get'] }
    const pods = { resource: 'pods', verbs: ['delete'] }
    await grant(admin, home, 'default', { resource: 'workflows.argoproj.io', verbs }, templates, crons, pods)
    const bench = await attemptBench({ kube: await client('executor'), namespace: home })
    const workflows = await admin.resourceOf(version, 'Workflow')
    return {
      admin,
      home,
      bench,
      workflows,
      async act(operation, source, args = [], more = '') {
        const settings = `operation: ${operation}, args: ${JSON.stringify(args)}, source: { resource: { apiVersion: ${version}, ${source} } }`
        const trigger = bench.compile(`argoWorkflow: { ${settings}${more} }`)
        expect(await bench.attempt(trigger, { id: idOf(operation) })).toMatchObject(done)
        expect(await bench.attempt(trigger, { id: idOf(operation) })).toMatchObject(done)
      },
      all: async () => (await admin.list(workflows, { namespace: home })).items,
      get: (name) => admin.get(workflows, { namespace: home, name }),
      async create(workflow) {
        const { resourceVersion: _, ...metadata } = workflow['metadata'] as JsonObject
        await admin.create(workflows, { ...workflow, metadata: { ...metadata, namespace: home } })
      },
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    }
  }

  test('submit: one Workflow with labels, annotations, parameters and what args say', async () => {
    await using s = await stage()
    const source =
      'kind: Workflow, metadata: { generateName: hello- }, spec: { entrypoint: old, arguments: { parameters: [{ name: m, value: "" }] } }'
    const parameters =
      ', parameters: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: spec.arguments.parameters.0.value }]'
    await s.act('submit', source, ['-p', 'x=1', '--entrypoint', 'new', '-l', 'team=a', '--wait'], parameters)
    const [workflow, ...others] = await s.all()
    expect(others).toEqual([])
    expect(workflow).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^hello-[b-z2-9]{10}$/u),
        labels: { team: 'a', 'events.argoproj.io/sensor': 's', 'events.argoproj.io/trigger': 't' },
        annotations: { 'millrace.io/invocation-id': idOf('submit'), 'millrace.io/event-ids': '{"dep":"e1"}' },
      },
      spec: {
        entrypoint: 'new',
        arguments: {
          parameters: [
            { name: 'x', value: '1' },
            { name: 'm', value: 'main' },
          ],
        },
      },
    })
  })

  test('submit-from: a template, a template of the cluster and a CronWorkflow', async () => {
    await using s = await stage()
    const spec = { entrypoint: 'main' }
    const make = async (kind: string, name: string, spec: JsonObject) => {
      const resource = await s.admin.resourceOf(version, kind)
      const place = resource.isNamespaced ? { namespace: s.home } : {}
      return s.admin.create(resource, { apiVersion: version, kind, metadata: { name, ...place }, spec })
    }
    await make('WorkflowTemplate', 'tmpl', spec)
    const cron = await make('CronWorkflow', 'nightly', { schedule: '0 0 * * *', workflowSpec: spec })
    await s.act('submit-from', 'kind: WorkflowTemplate, metadata: { name: tmpl }', [
      '-p',
      'a=b',
      '--generate-name',
      'own-',
    ])
    await s.act('submit-from', 'kind: cronworkflow, metadata: { name: nightly }', ['--name', 'tonight'])
    const [first, second] = (await s.all()).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    expect(first).toMatchObject({
      metadata: {
        generateName: 'own-',
        labels: { 'workflows.argoproj.io/workflow-template': 'tmpl', 'events.argoproj.io/sensor': 's' },
      },
      spec: { workflowTemplateRef: { name: 'tmpl' }, arguments: { parameters: [{ name: 'a', value: 'b' }] } },
    })
    expect(second).toMatchObject({
      metadata: {
        name: 'tonight',
        labels: { 'workflows.argoproj.io/cron-workflow': 'nightly' },
        ownerReferences: [{ kind: 'CronWorkflow', name: 'nightly', uid: textAt(cron, 'metadata', 'uid') }],
      },
      spec,
    })
    expect(await s.all()).toHaveLength(2)
    const attempt = (source: string) =>
      s.bench.attempt(s.bench.compile(`argoWorkflow: { operation: submit-from, source: { resource: { ${source} } } }`))
    expect(await attempt('kind: WorkflowTemplate, metadata: { name: none }')).toMatchObject({
      status: 404,
      effect: 'none',
    })
    expect(await attempt('kind: Pod, metadata: { name: x }')).toMatchObject({ final: true })
    const denied = await attempt('kind: ClusterWorkflowTemplate, metadata: { name: x }')
    expect(denied).toMatchObject({
      status: 403,
      reason: expect.stringContaining('clusterworkflowtemplates.argoproj.io'),
    })
  })

  test('submit-from a template of the cluster, by who may read it', async () => {
    await using s = await stage()
    const name = `shared-${s.home}`
    const cluster = await s.admin.resourceOf(version, 'ClusterWorkflowTemplate')
    await s.admin.create(cluster, {
      apiVersion: version,
      kind: 'ClusterWorkflowTemplate',
      metadata: { name },
      spec: {},
    })
    await using bench = await attemptBench({ kube: s.admin, namespace: s.home })
    const rbac = 'rbac.authorization.k8s.io'
    const metadata = { name }
    const role = {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata,
      rules: [{ apiGroups: ['argoproj.io'], resources: ['clusterworkflowtemplates'], verbs: ['get'] }],
    }
    const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: s.home }]
    const binding = {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      subjects,
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
    }
    for (const object of [role, binding])
      await s.admin.create(await s.admin.resourceOf(`${rbac}/v1`, object.kind), object)
    const settings = `operation: submit-from, source: { resource: { kind: ClusterWorkflowTemplate, metadata: { name: ${name} } } }`
    expect(await bench.attempt(bench.compile(`argoWorkflow: { ${settings} }`))).toMatchObject(done)
    expect((await s.all())[0]).toMatchObject({ spec: { workflowTemplateRef: { name, clusterScope: true } } })
  })

  test('resubmit: one more, however often it is tried', async () => {
    await using s = await stage()
    await s.create(endedWorkflow('Failed', nodesNamed({ wf: { type: 'Pod', phase: 'Failed' } })))
    await s.act('resubmit', 'kind: Workflow, metadata: { name: wf }', ['--memoized', '-p', 'a=b'])
    const [again, ...others] = (await s.all()).filter(({ metadata }) => metadata.name !== 'wf')
    expect(others).toEqual([])
    expect(again).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^wf-[b-z2-9]{10}$/u),
        labels: { 'workflows.argoproj.io/resubmitted-from-workflow': 'wf', 'events.argoproj.io/sensor': 's' },
      },
      spec: { arguments: { parameters: [{ name: 'a', value: 'b' }] } },
      status: { nodes: { [textAt(again, 'metadata', 'name')]: { phase: 'Pending' } } },
    })
  })

  test('retry: its pods go, its nodes run again; done twice it would fail, for it runs', async () => {
    await using s = await stage()
    const nodes = nodesNamed({
      wf: { type: 'DAG', phase: 'Failed', below: ['wf.a'] },
      'wf.a': { type: 'Pod', phase: 'Failed', boundaryID: 'wf' },
    })
    const workflow = endedWorkflow('Failed', nodes)
    await s.create(workflow)
    const failed = Object.values(nodes).find((node) => at(node, 'name') === 'wf.a') ?? {}
    const pod = podName(workflow, failed)
    const containers = [{ name: 'main', image: 'none' }]
    const metadata = { namespace: s.home, name: pod }
    await s.admin.create(resources.pods, { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } })
    await s.act('retry', 'kind: Workflow, metadata: { name: wf }')
    await expect(s.admin.get(resources.pods, metadata)).rejects.toThrow('not-found')
    const after = await s.get('wf')
    expect(at(after, 'status', 'nodes', 'wf', 'phase')).toBe('Running')
    expect(Object.keys(at(after, 'status', 'nodes') ?? {})).toEqual(['wf'])
    expect(at(after, 'metadata', 'annotations', 'millrace.io/invocation-id')).toBe(idOf('retry'))
  })

  test('suspend, resume, stop and terminate', async () => {
    await using s = await stage()
    const nodes = nodesNamed({
      wf: { type: 'Steps', phase: 'Running', below: ['wf.gate'] },
      'wf.gate': { type: 'Suspend', phase: 'Running' },
    })
    const { shutdown: _, ...spec } = endedWorkflow('Running', nodes)['spec'] as JsonObject
    const running = { ...endedWorkflow('Running', nodes), spec, metadata: { name: 'wf' } }
    await s.create(running)
    const source = 'kind: Workflow, metadata: { name: wf }'
    await s.act('suspend', source)
    expect(at(await s.get('wf'), 'spec', 'suspend')).toBe(true)
    await s.act('resume', source)
    expect(at(await s.get('wf'), 'spec', 'suspend')).toBeUndefined()
    expect(at(await s.get('wf'), 'status', 'nodes', 'wf', 'phase')).toBe('Running')
    expect(JSON.stringify(at(await s.get('wf'), 'status', 'nodes'))).toContain('"phase":"Succeeded"')
    await s.create({ ...running, metadata: { name: 'gated' } })
    await s.act('stop', 'kind: Workflow, metadata: { name: gated }', [
      '--node-field-selector',
      'name=wf.gate',
      '--message',
      'no',
    ])
    expect(at(await s.get('gated'), 'spec', 'shutdown')).toBeUndefined()
    expect(JSON.stringify(at(await s.get('gated'), 'status', 'nodes'))).toContain('"message":"no"')
    await s.act('stop', source)
    expect(at(await s.get('wf'), 'spec', 'shutdown')).toBe('Stop')
    await s.act('terminate', source)
    expect(at(await s.get('wf'), 'spec', 'shutdown')).toBe('Terminate')
  })

  test('what has ended cannot be stopped, what is not there neither; wrong args are told before any call', async () => {
    await using s = await stage()
    await s.create(endedWorkflow('Succeeded', {}))
    const attempt = (settings: string, name: string) =>
      s.bench.attempt(
        s.bench.compile(
          `argoWorkflow: { ${settings}, source: { resource: { kind: Workflow, metadata: { name: ${name} } } } }`,
        ),
      )
    expect(await attempt('operation: stop', 'wf')).toEqual({
      kind: 'failed',
      reason: `argoWorkflow: Workflow ${s.home}/wf cannot stop: it has ended`,
      status: 409,
      effect: 'none',
    })
    expect(await attempt('operation: suspend', 'none')).toMatchObject({ status: 404, effect: 'none' })
    expect(await attempt('operation: suspend, args: [--now]', 'wf')).toMatchObject({
      final: true,
      reason: expect.stringContaining('argoWorkflow.args: --now'),
    })
  })
})
