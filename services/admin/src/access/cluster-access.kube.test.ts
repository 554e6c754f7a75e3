import { resources, textAt, tokenAudiences } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { describeOnKube, type KubeScene } from '@millrace/kube/scene'
import type { KubeUser } from '@millrace/testkit'
import { eventually, natsServer, tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { apiMethods, freshStreams, reasonOf, refusalOf, runAdmin, type RunningAdmin } from '../admin.fixture.ts'
import { apiRequests } from '../api-requests.fixture.ts'
import { rulesOf } from '../rpc/method-rules.ts'

const group = 'admin.millrace.io'
const cacheMs = 400

interface Scene {
  readonly admin: RunningAdmin
  readonly bearer: (user: KubeUser) => { authorization: string }
}

/** Admin, which knows where the API server is and has no credentials that it would know. */
async function open({ server }: KubeScene, settings: { kubeAudiences?: readonly string[] } = {}): Promise<Scene> {
  const stack = new AsyncDisposableStack()
  onTestFinished(() => stack.disposeAsync())
  const nats = stack.use(await natsServer())
  stack.use(await freshStreams(nats.url))
  const { path: folder } = stack.use(await tempFolder())
  const kube = join(folder, 'kubeconfig')
  const cluster = { server: server.url, 'certificate-authority-data': Buffer.from(server.ca).toString('base64') }
  const user = { token: 'admin has none of its own' }
  await writeFile(
    kube,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    }),
  )
  const own = { natsUrl: nats.url, redisUrl: 'redis://127.0.0.1:1', kube }
  const admin = stack.use(await runAdmin({ ...own, reviewCacheMs: cacheMs, ...settings }))
  return { admin, bearer: (user) => ({ authorization: `Bearer ${server.token(user)}` }) }
}

type Cluster = KubeScene['admin']

async function grant(cluster: Cluster, name: string, user: string, kind: string, role: string, namespace?: string) {
  const bound = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding'
  await put(cluster, {
    kind: bound,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }],
    roleRef: { kind, name: role, apiGroup: 'rbac.authorization.k8s.io' },
  })
}

async function put(cluster: Cluster, object: JsonObject & { kind: string; metadata: { name: string } }) {
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const resource = await cluster.resourceOf(apiVersion, object.kind)
  await cluster.apply(resource, { apiVersion, ...object }, { fieldManager: 'tests', isForced: true })
}

const role = (name: string, verbs: readonly string[], names: readonly string[]) => ({
  kind: 'ClusterRole',
  metadata: { name },
  rules: [{ apiGroups: [group], resources: [...names], verbs: [...verbs] }],
})

describeOnKube('rights that a cluster grants', (scene) => {
  test('every RPC asks the API server: who lacks the right is refused, who has it is let through', async () => {
    const { admin: cluster, server } = scene()
    const { admin } = await open(scene())
    await put(cluster, role('millrace-view', ['view'], ['*']))
    await grant(cluster, 'viewer-views', 'viewer', 'ClusterRole', 'millrace-view')
    for (const [name, method] of apiMethods) {
      const { request } = apiRequests[name] ?? { request: {} }
      const ask = (token: string | undefined) => refusalOf(admin, name, request, token)
      expect(await ask(undefined), name).toBe('UNAUTHENTICATED')
      expect(await ask('a-token-of-nobody'), name).toBe('UNAUTHENTICATED')
      expect(await ask(server.token('nobody')), name).toBe('FORBIDDEN')
      const isView = rulesOf(method).access?.verb === 'view'
      const asViewer = await ask(server.token('viewer'))
      if (isView) expect(['FORBIDDEN', 'UNAUTHENTICATED'], name).not.toContain(asViewer)
      else expect(asViewer, name).toBe('FORBIDDEN')
    }
  }, 120_000)

  test('viewing, redriving and replaying are rights of their own, for each namespace', async () => {
    const { admin: cluster, namespace } = scene()
    const { admin, bearer } = await open(scene())
    const here = await namespace()
    await put(cluster, role('millrace-redrive', ['redrive'], ['deadletters']))
    await grant(cluster, 'may-redrive', 'executor', 'ClusterRole', 'millrace-redrive', here)
    const redrive = (of: string) =>
      admin.call('DeadLetterService/Redrive', { filter: { namespace: of }, requestId: 'r' }, bearer('executor'))
    expect((await redrive(here)).status).toBe(200)
    const elsewhere = await redrive('default')
    expect([elsewhere.status, reasonOf(elsewhere)]).toEqual([403, 'FORBIDDEN'])
    expect(reasonOf(await redrive(''))).toBe('FORBIDDEN')
    const list = await admin.call('DeadLetterService/List', { filter: { namespace: here } }, bearer('executor'))
    expect(reasonOf(list)).toBe('FORBIDDEN')
    const start = { namespace: here, range: {}, requestId: 'r' }
    expect(reasonOf(await admin.call('ReplayService/Start', start, bearer('executor')))).toBe('FORBIDDEN')
  }, 60_000)

  test('a right that is taken away ends within the time that an answer holds', async () => {
    const { admin: cluster } = scene()
    const { admin, bearer } = await open(scene())
    await put(cluster, role('millrace-system', ['view'], ['system']))
    await grant(cluster, 'sees-system', 'nobody', 'ClusterRole', 'millrace-system')
    const version = async () => (await admin.call('SystemService/Version', {}, bearer('nobody'))).status
    await eventually(async () => expect(await version()).toBe(200))
    const bindings = await cluster.resourceOf('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding')
    await cluster.remove(bindings, { name: 'sees-system' })
    await eventually(async () => expect(await version()).toBe(403))
  }, 60_000)

  test('a token of a service account is a caller; one for another audience is nobody’s, and so is one that lacks a wanted audience', async () => {
    const { admin: cluster, namespace } = scene()
    const { admin } = await open(scene())
    const { admin: strict } = await open(scene(), { kubeAudiences: ['millrace', 'other'] })
    const home = await namespace()
    await cluster.create(resources.serviceAccounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace: home, name: 'ann' },
    })
    const tokenFor = async (...audiences: string[]) => {
      const path = `/api/v1/namespaces/${home}/serviceaccounts/ann/token`
      const spec = { expirationSeconds: 3_600, ...(audiences.length === 0 ? {} : { audiences }) }
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }
      return textAt(await cluster.transport.json({ method: 'POST', path, body }), 'status', 'token')
    }
    const plain = await tokenFor()
    const server = tokenAudiences(plain)
    const both = await tokenFor(...server, 'millrace')
    const foreign = await tokenFor('millrace')
    const ask = (asked: RunningAdmin, token: string) => refusalOf(asked, 'SystemService/Version', {}, token)
    expect([await ask(admin, plain), await ask(admin, both), await ask(admin, foreign)]).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
      'UNAUTHENTICATED',
    ])
    expect([await ask(strict, plain), await ask(strict, both), await ask(strict, foreign)]).toEqual([
      'UNAUTHENTICATED',
      'FORBIDDEN',
      'UNAUTHENTICATED',
    ])
  }, 60_000)

  test('where the API server is away nothing is allowed, and that is said; it goes on when it is back', async () => {
    const { server } = scene()
    const { admin, bearer } = await open(scene())
    const version = () => admin.call('SystemService/Version', {}, bearer('admin'))
    expect((await version()).status).toBe(200)
    await server.apiserver.kill()
    await eventually(async () => expect(reasonOf(await version())).toBe('REVIEW_AWAY'), { withinMs: 20_000 })
    await server.apiserver.restart()
    await eventually(async () => expect((await version()).status).toBe(200), { withinMs: 60_000 })
  }, 120_000)
})
