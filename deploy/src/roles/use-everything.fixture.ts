import type { KubeScene } from '@millrace/kube/scene'
import { at, listAt, resources, textAt, type KubeClient, type Resource } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { eventually, httpTarget } from '@millrace/testkit'
import { expect } from 'vitest'
import { home, requestsOf } from './service-accounts.fixture.ts'
import type { Installation } from './installation.fixture.ts'

const within = { withinMs: 60_000, everyMs: 250 }
const { configMaps, endpointSlices, eventBuses, eventSources, events, secrets, sensors, services } = resources
const object = (namespace: string, kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { name, namespace },
  spec,
})

/** ingest's own Service and where it leads, as a cluster with nodes writes it. */
export async function placeIngest(admin: KubeClient): Promise<void> {
  const spec = { selector: { 'app.kubernetes.io/component': 'ingest' }, ports: [{ port: 12_000 }] }
  const metadata = { namespace: home, name: 'millrace-ingest' }
  await admin.create(services, { apiVersion: 'v1', kind: 'Service', metadata, spec })
  await admin.create(endpointSlices, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: home,
      name: 'millrace-ingest-x',
      labels: { 'kubernetes.io/service-name': 'millrace-ingest' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
    ports: [{ name: 'webhook', port: 12_000, protocol: 'TCP' }],
  })
}

/**
 * Has an installation do everything that it does with the API for the objects of a namespace: they come into force, an event
 * with a token has an effect with headers from a Secret and a ConfigMap, Services come, change and go, and so do the objects.
 */
export async function useEverything(
  { admin, server }: Pick<KubeScene, 'admin' | 'server'>,
  namespace: string,
  system: Installation,
): Promise<void> {
  await using target = await httpTarget()
  const readyIs = (resource: Resource, name: string, status: string) =>
    eventually(async () => {
      const { status: found } = await admin.get(resource, { namespace, name })
      const ready = listAt(found, 'conditions').find((one) => textAt(one, 'type') === 'Ready')
      expect(ready, await system.logs()).toMatchObject({ status })
    }, within)
  const metadata = { namespace, name: 'named' }
  await admin.create(secrets, { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: 's3cret', access } })
  await admin.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { team: 'blue' } })
  await mayMake(admin, namespace)
  await admin.create(eventBuses, object(namespace, 'EventBus', 'default', { jetstream: { version: 'latest' } }))
  await admin.create(eventBuses, object(namespace, 'EventBus', 'far', elsewhere(system.natsUrl)))
  const foreign = { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name: 'taken-eventsource-svc' } }
  await admin.create(services, { ...foreign, spec: { ports: [{ port: 1 }] } })
  await admin.create(eventSources, object(namespace, 'EventSource', 'hook', source('/hook', system.ingestPort)))
  await admin.create(eventSources, object(namespace, 'EventSource', 'taken', source('/taken', system.ingestPort)))
  await admin.create(eventSources, object(namespace, 'EventSource', 'watch', watching(namespace)))
  // Left by the original's controller, which will not come for it.
  const left = { strategy: 'merge', body: { metadata: { finalizers: ['eventsource-controller'] } } } as const
  await admin.patch(eventSources, { namespace, name: 'watch' }, left)
  await admin.create(sensors, object(namespace, 'Sensor', 'listens', sensor(target.url)))
  await readyIs(eventBuses, 'default', 'True')
  await readyIs(eventBuses, 'far', 'True')
  await readyIs(eventSources, 'hook', 'True')
  await readyIs(eventSources, 'taken', 'False')
  await readyIs(sensors, 'listens', 'True')
  await eventually(async () => expect(await posted(system.ingestPort)).toBe(200), within)
  await eventually(() => expect(target.byKey.size, 'effects').toBeGreaterThan(0), within)
  await eventually(() => admin.get(configMaps, { namespace, name: 'made' }), within)
  await changeServices(admin, namespace)
  await eventually(async () => {
    const acted = requestsOf(await server.audit(), 'sources').map(({ verb, name }) => `${verb} ${name}`)
    expect(acted, await system.logs()).toContain('impersonate watcher')
  }, within)
  expect((await admin.list(events, { namespace })).items.length).toBeGreaterThan(0)
  for (const [resource, name] of [
    [sensors, 'listens'],
    [eventSources, 'hook'],
    [eventSources, 'taken'],
    [eventSources, 'watch'],
    [eventBuses, 'default'],
    [eventBuses, 'far'],
  ] as const) {
    await admin.remove(resource, { namespace, name })
    await eventually(async () => {
      const { items } = await admin.list(resource, { namespace })
      expect(items.map(({ metadata }) => metadata.name)).not.toContain(name)
    }, within)
  }
}

/** A Service follows its EventSource, and its addresses follow ingest. */
async function changeServices(admin: KubeClient, namespace: string): Promise<void> {
  const service = { namespace, name: 'hook-eventsource-svc' }
  const patch = (resource: Resource, name: string, where: string, body: JsonObject) =>
    admin.patch(resource, { namespace: where, name }, { strategy: 'merge', body })
  const addresses = async () => {
    const labelSelector = `kubernetes.io/service-name=${service.name}`
    const { items } = await admin.list(endpointSlices, { namespace, labelSelector })
    return items.flatMap((slice) => listAt(slice, 'endpoints').flatMap((one) => listAt(one, 'addresses')))
  }
  const isElsewhere = namespace !== home
  if (isElsewhere) {
    await eventually(async () => expect(await addresses()).toEqual(['10.1.2.3']), within)
    const moved = [{ addresses: ['10.1.2.4'], conditions: { ready: true } }]
    await patch(endpointSlices, 'millrace-ingest-x', home, { endpoints: moved })
    await eventually(async () => expect(await addresses()).toEqual(['10.1.2.4']), within)
  }
  await patch(eventSources, 'hook', namespace, { spec: { service: { ports: [{ port: 81, targetPort: 12_000 }] } } })
  await eventually(async () => {
    const found = await admin.get(services, service)
    expect(listAt(found, 'spec', 'ports').map((port) => at(port, 'port'))).toEqual([81])
  }, within)
  await patch(eventSources, 'hook', namespace, { spec: { service: null } })
  await eventually(() => expect(admin.get(services, service)).rejects.toMatchObject({ code: 'not-found' }), within)
  if (isElsewhere) await eventually(async () => expect(await addresses()).toEqual([]), within)
}

/** The account that the trigger acts as may make ConfigMaps; the executor itself may not. */
async function mayMake(admin: KubeClient, namespace: string): Promise<void> {
  const group = 'rbac.authorization.k8s.io'
  const metadata = { namespace, name: 'maker' }
  const apiVersion = `${group}/v1`
  for (const object of [
    { kind: 'Role', rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'get'] }] },
    {
      kind: 'RoleBinding',
      roleRef: { apiGroup: group, kind: 'Role', name: 'maker' },
      subjects: [{ kind: 'ServiceAccount', name: 'maker', namespace }],
    },
  ])
    await admin.create(await admin.resourceOf(apiVersion, object.kind), { apiVersion, metadata, ...object })
}

async function posted(port: number): Promise<number> {
  const headers = { authorization: 'Bearer s3cret', 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', headers, body: '{"a":1}' })
  await answer.text()
  return answer.status
}

const source = (endpoint: string, port: number) => ({
  service: { ports: [{ port: 80, targetPort: 12_000 }] },
  webhook: { push: { port: String(port), endpoint, method: 'POST', authSecret: { name: 'named', key: 'token' } } },
})

/** Who a server asks nothing of lets everybody in. */
const access = 'username: argo\npassword: anything\n'
const elsewhere = (url: string) => ({ jetstreamExotic: { url, accessSecret: { name: 'named', key: 'access' } } })

/** Watched in the name of an account that may do so or not: to act for it is the right that is looked at. */
const watching = (namespace: string) => ({
  template: { serviceAccountName: 'watcher' },
  resource: { maps: { namespace, version: 'v1', resource: 'configmaps', eventTypes: ['ADD'] } },
})

const sensor = (url: string) => ({
  // Of two dependencies something may wait, so that the sensor has a finalizer; the first alone fires.
  dependencies: [
    { name: 'a', eventSourceName: 'hook', eventName: 'push' },
    { name: 'b', eventSourceName: 'taken', eventName: 'push' },
  ],
  template: { serviceAccountName: 'maker' },
  triggers: [
    {
      template: {
        name: 'k',
        conditions: 'a',
        k8s: {
          operation: 'create',
          source: { resource: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'made' } } },
        },
      },
    },
    {
      template: {
        name: 't',
        conditions: 'a',
        http: {
          url,
          method: 'POST',
          secureHeaders: [
            { name: 'X-Token', valueFrom: { secretKeyRef: { name: 'named', key: 'token' } } },
            { name: 'X-Team', valueFrom: { configMapKeyRef: { name: 'named', key: 'team' } } },
          ],
        },
      },
    },
  ],
})
