import { resources, type KubeClient, type KubeObject, type Permission } from '@millrace/kube'
import { describeOnKube, installArgoCrds, installCrds } from '@millrace/kube/scene'
import { createHmac } from 'node:crypto'
import { ingestPermissions } from '@millrace/ingest'
import { executorPermissions, personPermissions } from '@millrace/trigger-executor'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

const rbac = 'rbac.authorization.k8s.io'
const argo = 'argoproj.io'
const home = 'argo'

/** A user that the API server knows by a token of its own, and what binds rights to it. */
const user = (name: string) => ({ kind: 'User', apiGroup: rbac, name })
const account = (name: string) => ({ kind: 'ServiceAccount', namespace: home, name })
type Rule = {
  readonly apiGroups: string[]
  readonly resources: string[]
  readonly verbs: string[]
  readonly resourceNames?: string[]
}

async function grant(
  admin: KubeClient,
  name: string,
  subjects: object[],
  rules: Rule[],
  namespace?: string,
): Promise<void> {
  const [role, binding] = namespace === undefined ? ['ClusterRole', 'ClusterRoleBinding'] : ['Role', 'RoleBinding']
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
  const apiVersion = `${rbac}/v1`
  const roleRef = { apiGroup: rbac, kind: role, name }
  for (const object of [
    { apiVersion, kind: role, metadata, rules },
    { apiVersion, kind: binding, metadata, roleRef, subjects },
  ] as unknown as KubeObject[]) {
    await admin.apply(await admin.resourceOf(apiVersion, object.kind), object, { fieldManager: 'tests' })
  }
}

const ruleOf = ({ group, resource, verbs, names }: Permission): Rule => ({
  apiGroups: [group],
  resources: [resource],
  verbs: [...verbs],
  ...(names === undefined ? {} : { resourceNames: [...names] }),
})

const binding = (name: string, submit: string, selector = `discriminator == "${name}"`): string => `---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: { name: ${name}, namespace: ${home} }
spec:
  event: { selector: ${JSON.stringify(selector)} }
  submit: ${submit}
`

const manifests = [
  binding(
    'hello',
    '{ workflowTemplateRef: { name: hello }, arguments: { parameters: [{ name: message, valueFrom: { event: payload.message } }] } }',
  ),
  binding(
    'cluster',
    '{ workflowTemplateRef: { name: shared, clusterScope: true }, metadata: { name: \'"fixed-" + payload.id\', labels: { by: sprig.upper(payload.id) } } }',
  ),
  binding('forbidden', '{ workflowTemplateRef: { name: forbidden } }'),
  binding('absent', '{ workflowTemplateRef: { name: absent } }'),
].join('')

interface Detail {
  readonly state: string
  readonly bindings: readonly {
    readonly binding: string
    readonly state: string
    readonly reason?: string
    readonly workflow?: { readonly name: string }
  }[]
}

describeOnKube('events on a cluster', (scene) => {
  let system: Constellation
  let admin: KubeClient

  beforeAll(async () => {
    admin = scene().admin
    await installCrds(admin)
    await installArgoCrds(admin)
    await admin.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: home } })
    const template = (name: string, kind: string, workflowMetadata = {}): KubeObject => ({
      apiVersion: `${argo}/v1alpha1`,
      kind,
      metadata: { name, ...(kind === 'WorkflowTemplate' ? { namespace: home } : {}) },
      spec: { workflowMetadata },
    })
    for (const name of ['hello', 'forbidden'])
      await admin.create(
        resources.workflowTemplates,
        template(name, 'WorkflowTemplate', { labels: { of: 'template' } }),
      )
    await admin.create(resources.clusterWorkflowTemplates, template('shared', 'ClusterWorkflowTemplate'))
    const permissions = [...ingestPermissions, ...executorPermissions, ...personPermissions]
    await grant(admin, 'services', [user('executor')], permissions.map(ruleOf))
    const list = { apiGroups: [argo], resources: ['workfloweventbindings'], verbs: ['list'] }
    const submit = { apiGroups: [argo], resources: ['workflows'], verbs: ['create'] }
    const hello = {
      apiGroups: [argo],
      resources: ['workflowtemplates'],
      verbs: ['get'],
      resourceNames: ['hello', 'absent'],
    }
    const shared = {
      apiGroups: [argo],
      resources: ['clusterworkflowtemplates'],
      verbs: ['get'],
      resourceNames: ['shared'],
    }
    await grant(admin, 'sender', [user('viewer'), account('github.com')], [list, submit, hello], home)
    await grant(admin, 'sender-shared', [user('viewer')], [shared])
    await admin.create(resources.serviceAccounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'github.com', namespace: home },
    })
    const data = {
      'github.com': Buffer.from('{"type":"github","secret":"sh!"}').toString('base64'),
      gone: Buffer.from('{"type":"gitlab","secret":"sh!"}').toString('base64'),
    }
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'argo-workflows-webhook-clients', namespace: home },
      data,
    }
    await admin.create(resources.secrets, secret)
    system = await constellation(manifests, undefined, scene().server.kubeconfig('executor'))
  }, 180_000)
  afterAll(() => system?.[Symbol.asyncDispose]())

  const post = (discriminator: string, body: object, headers: Record<string, string> = {}, namespace = home) =>
    fetch(`${system.workflowEventsUrl}/api/v1/events/${namespace}/${discriminator}`, {
      method: 'POST',
      headers: { Prefer: 'wait=30', ...headers },
      body: JSON.stringify(body),
    })
  const token = (name: 'viewer' | 'nobody') => ({ Authorization: `Bearer ${scene().server.token(name)}` })
  const fate = async (answer: Response, name: string) => {
    const detail = (await answer.json()) as Detail
    return detail.bindings.find(({ binding }) => binding === name)
  }
  const workflow = (name: string) => admin.get(resources.workflows, { namespace: home, name })

  test('a token of a user submits with that user’s rights, once however often it is sent', async () => {
    const headers = { ...token('viewer'), 'Idempotency-Key': 'one' }
    const created = await fate(await post('hello', { message: 'hi <there>' }, headers), 'hello')
    expect(created).toMatchObject({
      state: 'created',
      workflow: { namespace: home, name: expect.stringMatching(/^hello-\w{10}$/) },
    })
    expect(((await (await post('hello', { message: 'again' }, headers)).json()) as Detail).state).toBe('duplicate')
    expect(await workflow(created?.workflow?.name ?? '')).toMatchObject({
      metadata: {
        generateName: 'hello-',
        labels: {
          'workflows.argoproj.io/workflow-template': 'hello',
          'workflows.argoproj.io/workflow-event-binding': 'hello',
          of: 'template',
        },
        annotations: { 'millrace.io/invocation-id': expect.any(String) },
      },
      spec: {
        workflowTemplateRef: { name: 'hello' },
        arguments: { parameters: [{ name: 'message', value: 'hi <there>' }] },
      },
    })
    const { items } = await admin.list(resources.workflows, { namespace: home })
    expect(items.filter(({ metadata }) => metadata.name.startsWith('hello-'))).toHaveLength(1)
  })

  test('of a cluster template, under the name that the binding gives; a name that is taken is said to be', async () => {
    const first = await fate(await post('cluster', { id: 'a' }, token('viewer')), 'cluster')
    expect(first).toMatchObject({ state: 'created', workflow: { name: 'fixed-a' } })
    expect(await workflow('fixed-a')).toMatchObject({
      metadata: { labels: { by: 'A', 'workflows.argoproj.io/cluster-workflow-template': 'shared' } },
      spec: { workflowTemplateRef: { name: 'shared', clusterScope: true } },
    })
    const second = await fate(await post('cluster', { id: 'a' }, token('viewer')), 'cluster')
    expect(second).toMatchObject({ state: 'given-up', reason: expect.stringContaining('is there already') })
  })

  test('a template that the caller may not read is not run, and one that is not there is said to be missing', async () => {
    const forbidden = await fate(await post('forbidden', {}, token('viewer')), 'forbidden')
    expect(forbidden).toMatchObject({
      state: 'given-up',
      reason: expect.stringContaining('viewer may not get workflowtemplates'),
    })
    const absent = await fate(await post('absent', {}, token('viewer')), 'absent')
    expect(absent).toMatchObject({ state: 'given-up', reason: expect.stringContaining('"absent" not found') })
  })

  test('a provider’s signature has its service account’s rights, and no others', async () => {
    const body = JSON.stringify({ message: 'signed' })
    const signature = createHmac('sha256', 'sh!').update(body).digest('hex')
    const signed = { 'X-GitHub-Event': 'star', 'X-Hub-Signature-256': `sha256=${signature}` }
    const created = await fate(await post('hello', { message: 'signed' }, signed), 'hello')
    expect(created).toMatchObject({ state: 'created' })
    expect(await workflow(created?.workflow?.name ?? '')).toMatchObject({
      metadata: { labels: { 'workflows.argoproj.io/creator': 'system-serviceaccount-argo-github.com' } },
    })
    const unsigned = await post('hello', { message: 'forged' }, signed)
    expect([unsigned.status, await unsigned.json()]).toMatchObject([401, { code: 16 }])
    const gone = await post('hello', {}, { 'X-Gitlab-Event': 'Push Hook', 'X-Gitlab-Token': 'sh!' })
    expect([gone.status, await gone.text()]).toEqual([403, '{"message": "failed to process webhook request"}'])
  })

  test.each([
    ['a stranger', { Authorization: 'Bearer nonsense' }, home, 401, 16],
    ['a token with another word', { Authorization: 'Bearer token-of-viewer more' }, home, 401, 16],
    ['who may not list bindings', 'nobody', home, 403, 7],
    ['who may not elsewhere', 'viewer', 'default', 403, 7],
    ['a password', { Authorization: 'Basic dTpw' }, home, 401, 16],
  ] as const)('%s is refused', async (_, who, namespace, status, code) => {
    const headers = typeof who === 'string' ? token(who) : who
    const answer = await post('hello', {}, headers, namespace)
    expect([answer.status, await answer.json()]).toMatchObject([status, { code, message: expect.any(String) }])
  })

  test('bindings are listed with the caller’s rights', async () => {
    const list = (headers: Readonly<Record<string, string>>) =>
      fetch(`${system.workflowEventsUrl}/api/v1/workflow-event-bindings/${home}`, { headers })
    const nobody = await list(token('nobody'))
    expect([nobody.status, await nobody.json()]).toMatchObject([403, { code: 7 }])
    // The manifests are in a folder here; those of the cluster are what is listed, and there are none.
    const viewer = await list(token('viewer'))
    expect(viewer.status).toBe(200)
  })
})
