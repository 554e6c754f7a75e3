import { webhookConfiguration, webhookPath } from '@millrace/controller/webhook-configuration'
import { openKube, resources } from '@millrace/kube'
import { describeOnKube, installArgoCrds, installCrds } from '@millrace/kube/scene'
import { KubeSource, kubeBoundsDefault } from '@millrace/secrets/kube'
import { eventually, freePort, tempFolder, type TempFolder } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployedServices } from '../services.ts'
import { installation } from './installation.fixture.ts'
import type { Reach } from './role-objects.ts'
import {
  grantRoles,
  home,
  kubeconfigOf,
  refusedRequests,
  requestsOf,
  strangersKubeconfig,
  unusedRights,
} from './service-accounts.fixture.ts'
import { useAdmin } from './use-admin.fixture.ts'
import { placeIngest, useEverything } from './use-everything.fixture.ts'
import { useWorkflowEvents } from './use-workflow-events.fixture.ts'

/** The services that have rights in an installation of that reach. */
const withRights = (reach: Reach) =>
  Object.entries(deployedServices).filter(([, { permissions }]) =>
    permissions.some(({ scope }) => reach === 'cluster' || scope !== 'cluster'),
  )
/** What components/namespaced sets. */
const namespacedEnv: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  controller: { MILLRACE_KUBE_NAMESPACES: home },
  admin: { MILLRACE_ADMIN_KUBE_NAMESPACE: home },
}
/** What takes events and what has their effects. */
const takers = ['ingest', 'trigger-executor'] as const
const testMaxMs = 240_000

describeOnKube(
  'a whole installation under its Roles',
  (scene) => {
    let folder: TempFolder
    beforeAll(async () => {
      folder = await tempFolder()
      await installCrds(scene().admin)
      await installArgoCrds(scene().admin)
      await scene().admin.create(resources.namespaces, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: home },
      })
      await placeIngest(scene().admin)
    }, 60_000)
    afterAll(() => folder?.[Symbol.asyncDispose]())

    const kubeconfig =
      (reach: Reach) =>
      async (service: string): Promise<string | undefined> =>
        withRights(reach).some(([name]) => name === service)
          ? kubeconfigOf(scene().server, scene().admin, service, folder.path)
          : service === 'admin'
            ? strangersKubeconfig(scene().server, folder.path)
            : undefined

    const expectNothingRefused = async (reach: Reach) => {
      const entries = await scene().server.audit()
      for (const [service] of withRights(reach)) {
        const requests = requestsOf(entries, service)
        expect(requests.length, service).toBeGreaterThan(0)
        expect(refusedRequests(requests), service).toEqual([])
      }
      return entries
    }

    test(
      'of one namespace: nothing is refused, and what takes events has no unused right',
      { timeout: testMaxMs },
      async () => {
        const { admin, server } = scene()
        await grantRoles(server, admin, 'namespace')
        await using system = await installation({
          kubeconfig: kubeconfig('namespace'),
          env: (service) => namespacedEnv[service] ?? {},
        })
        await useEverything(scene(), home, system)
        await useWorkflowEvents(admin, home, system)
        await useAdmin(admin, home, system, 'namespace')
        for (const service of takers) await readBeyondBound(service)
        const entries = await expectNothingRefused('namespace')
        // The controller's Role is also for what it does where more than its own namespace is served, and for its webhook.
        for (const service of takers) {
          const granted = deployedServices[service]?.permissions.filter(({ scope }) => scope !== 'cluster') ?? []
          expect(granted.length, service).toBeGreaterThan(0)
          expect(unusedRights(granted, requestsOf(entries, service)), service).toEqual([])
        }
      },
    )

    test('of the cluster: nothing is refused, and no right is unused', { timeout: testMaxMs }, async () => {
      const { admin, server, namespace } = scene()
      await grantRoles(server, admin, 'cluster')
      const ports = [await freePort(), await freePort()]
      const url = `https://127.0.0.1:${ports[0]}${webhookPath}`
      await admin.create(resources.webhookConfigurations, webhookConfiguration({ kind: 'url', url }))
      const startWith = (hosts: string) =>
        installation({
          kubeconfig: kubeconfig('cluster'),
          env: (service, replica) =>
            service === 'controller'
              ? { MILLRACE_WEBHOOK_ADDRESS: `127.0.0.1:${ports[replica]}`, MILLRACE_WEBHOOK_HOSTS: hosts }
              : {},
        })
      {
        await using system = await startWith('127.0.0.1')
        await useEverything(scene(), await namespace(), system)
        await useWorkflowEvents(admin, await namespace(), system)
        await useAdmin(admin, await namespace(), system, 'cluster')
      }
      const { metadata } = await admin.get(resources.secrets, { namespace: home, name: 'millrace-webhook' })
      {
        // Another name to be called by is another certificate.
        await using _ = await startWith('127.0.0.1,localhost')
        await eventually(
          async () => {
            const now = await admin.get(resources.secrets, { namespace: home, name: 'millrace-webhook' })
            expect(now.metadata['resourceVersion']).not.toBe(metadata['resourceVersion'])
          },
          { withinMs: 60_000, everyMs: 500 },
        )
      }
      for (const service of takers) await readBeyondBound(service)
      const entries = await expectNothingRefused('cluster')
      for (const [service, { permissions }] of withRights('cluster'))
        expect(unusedRights(permissions, requestsOf(entries, service)), service).toEqual([])
    })

    /** What a service reads when more objects are named than it may watch: two hundred of them would be as good. */
    async function readBeyondBound(service: string): Promise<void> {
      const path = await kubeconfigOf(scene().server, scene().admin, service, folder.path)
      using client = await openKube({ kind: 'file', path })
      await using source = new KubeSource({ client, bounds: { ...kubeBoundsDefault, watchesMax: 0 } })
      const kinds = new Set(deployedServices[service]?.permissions.map(({ resource }) => resource))
      for (const kind of ['Secret', 'ConfigMap'] as const) {
        if (!kinds.has(`${kind.toLowerCase()}s`)) continue
        const found = await source.lookup({
          kind,
          namespace: home,
          name: 'named',
          key: kind === 'Secret' ? 'token' : 'team',
        })
        expect(found.kind).toBe('found')
      }
    }
  },
  { isAudited: true },
)

test('a right that nobody used and a request that was refused are noticed', () => {
  const request = {
    user: '',
    impersonated: '',
    verb: 'get',
    group: '',
    resource: 'secrets',
    namespace: home,
    name: 'a',
    isAllowed: true,
    isCreated: false,
  }
  const right = { scope: 'own', group: '', resource: 'secrets', verbs: ['get', 'list'], why: '' } as const
  expect(unusedRights([right], [request])).toEqual(['own: list /secrets'])
  expect(unusedRights([{ ...right, verbs: ['get'], names: ['b'] }], [request])).toEqual(['own: get /secrets'])
  expect(unusedRights([{ ...right, verbs: ['get'] }], [{ ...request, isAllowed: false }])).toEqual([
    'own: get /secrets',
  ])
  expect(refusedRequests([request, { ...request, isAllowed: false }])).toEqual(['get /secrets millrace/a'])
})
