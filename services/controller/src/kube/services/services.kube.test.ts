import { at, listAt, objectAt, resources, textAt, type KubeClient, type KubeObject } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import type { JsonObject } from '@millrace/manifests'
import { eventually } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { clusterScene, conditions, object, webhook, within } from '../cluster.fixture.ts'

const { services, eventSources, endpointSlices } = resources
const name = 'hook-eventsource-svc'
const port = (number: number, more: JsonObject = {}) => ({ port: number, targetPort: 12000, ...more })
const withPorts = (...ports: JsonObject[]) => ({ ...webhook, service: { ports } })

const get = (client: KubeClient, namespace: string) => client.get(services, { namespace, name })
const shown = (service: KubeObject) => ({
  ports: listAt(service, 'spec', 'ports').map((one) => [at(one, 'port'), at(one, 'targetPort')]),
  selector: objectAt(service, 'spec', 'selector'),
})

/** ingest's own Service, as an installation has it, with the endpoints that a cluster would write. */
async function ingest(client: KubeClient, namespace: string, service: string, addresses: readonly string[]) {
  const metadata = { namespace, name: service }
  const spec = { selector: { 'app.kubernetes.io/component': 'ingest' }, ports: [{ port: 12000 }] }
  await client.create(services, { apiVersion: 'v1', kind: 'Service', metadata, spec })
  await client.create(endpointSlices, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${service}-x`, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'webhook', port: 12000, protocol: 'TCP' }],
  })
}

describeOnKube('Services of EventSources', (scene) => {
  const { controller } = clusterScene(scene)

  test('made under the original’s name, changed with the EventSource, mended, and removed with the field', async () => {
    const { admin, namespace } = scene()
    // The controller runs in `default`, as the kubeconfig says.
    const home = await namespace()
    await ingest(admin, 'default', `ingest-${home}`, ['10.1.2.3'])
    await controller(home, { kubeIngestService: `ingest-${home}` })
    const service = { metadata: { labels: { team: 'a' }, annotations: { note: 'b' } }, ports: [port(80)] }
    const source = object(home, 'EventSource', 'hook', { ...webhook, service })
    const { metadata: owner } = await admin.create(eventSources, source)
    const made = await eventually(() => get(admin, home), within)
    expect(shown(made)).toEqual({ ports: [[80, 12000]], selector: {} })
    expect(made.metadata).toMatchObject({
      labels: { team: 'a', controller: 'eventsource-controller', 'eventsource-name': 'hook', 'owner-name': 'hook' },
      annotations: { note: 'b' },
      ownerReferences: [{ kind: 'EventSource', name: 'hook', uid: owner['uid'], controller: true }],
    })
    const addresses = async () => {
      const { items } = await admin.list(endpointSlices, { namespace: home })
      return items.map((slice) => [
        textAt(slice, 'metadata', 'labels', 'kubernetes.io/service-name'),
        listAt(slice, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses')),
        listAt(slice, 'ports').map((one) => at(one, 'port')),
      ])
    }
    await eventually(async () => expect(await addresses()).toEqual([[name, ['10.1.2.3'], [12000]]]), within)
    const endpoints = [{ addresses: ['10.1.2.4'], conditions: { ready: true } }]
    const moved = { strategy: 'merge', body: { endpoints } } as const
    await admin.patch(endpointSlices, { namespace: 'default', name: `ingest-${home}-x` }, moved)
    await eventually(async () => expect(await addresses()).toEqual([[name, ['10.1.2.4'], [12000]]]), within)
    const change = (spec: JsonObject) =>
      admin.patch(eventSources, { namespace: home, name: 'hook' }, { strategy: 'merge', body: { spec } })
    await change({ service: { ports: [port(80, { name: 'a' }), port(81, { name: 'b' })] } })
    const ports = [
      [80, 12000],
      [81, 12000],
    ]
    await eventually(async () => expect(shown(await get(admin, home)).ports).toEqual(ports), within)
    // Somebody else's change of what is ours is undone.
    const meddled = { strategy: 'merge', body: { spec: { ports: [{ port: 9, targetPort: 9 }] } } } as const
    await admin.patch(services, { namespace: home, name }, meddled)
    await eventually(async () => expect(shown(await get(admin, home)).ports).toEqual(ports), within)
    await change({ service: null })
    const gone = { code: 'not-found' }
    await eventually(() => expect(get(admin, home)).rejects.toMatchObject(gone), within)
    await eventually(async () => expect(await addresses()).toEqual([]), within)
  })

  test('in ingest’s own namespace it selects ingest; one of the original is taken over', async () => {
    const { admin } = scene()
    const home = 'default'
    await ingest(admin, home, 'ingest-own', [])
    const { metadata } = await admin.create(eventSources, object(home, 'EventSource', 'hook', withPorts(port(12000))))
    const selector = { controller: 'eventsource-controller', 'eventsource-name': 'hook', 'owner-name': 'hook' }
    const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'EventSource', name: 'hook', uid: metadata['uid'] ?? '' }
    const before = await admin.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: home, name, ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] },
      spec: { selector, ports: [{ port: 12000 }] },
    })
    await controller(home, { kubeIngestService: 'ingest-own' })
    await eventually(async () => {
      const service = await get(admin, home)
      expect(shown(service).selector).toEqual({ 'app.kubernetes.io/component': 'ingest' })
      // Callers keep their address.
      expect(textAt(service, 'spec', 'clusterIP')).toBe(textAt(before, 'spec', 'clusterIP'))
    }, within)
    const { items } = await admin.list(endpointSlices, {
      namespace: home,
      labelSelector: `kubernetes.io/service-name=${name}`,
    })
    expect(items).toEqual([])
    await admin.remove(eventSources, { namespace: home, name: 'hook' })
    await eventually(() => expect(get(admin, home)).rejects.toMatchObject({ code: 'not-found' }), within)
  })

  test('somebody else’s Service of the name is left alone and said in a condition, until it is gone', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    const foreign = { apiVersion: 'v1', kind: 'Service', metadata: { namespace: home, name } }
    await admin.create(services, { ...foreign, spec: { ports: [{ port: 1 }] } })
    await admin.create(eventSources, object(home, 'EventSource', 'hook', withPorts(port(80))))
    const deployed = async () => (await conditions(admin, eventSources, home, 'hook')).of('Deployed')
    await eventually(async () => {
      expect(await deployed()).toMatchObject({
        status: 'False',
        reason: 'CreateServiceFailed',
        message: expect.stringContaining(name),
      })
    }, within)
    expect(shown(await get(admin, home)).ports).toEqual([[1, 1]])
    await admin.remove(services, { namespace: home, name })
    await eventually(async () => expect(await deployed()).toMatchObject({ status: 'True' }), within)
    expect(shown(await get(admin, home)).ports).toEqual([[80, 12000]])
  })

  test('what the API server refuses is said in its words; a Service that leads nowhere is a warning', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    const bad = withPorts(port(80), port(81))
    await admin.create(eventSources, object(home, 'EventSource', 'hook', bad))
    const of = async (type: string) => (await conditions(admin, eventSources, home, 'hook')).of(type)
    await eventually(async () => {
      const refused = { status: 'False', reason: 'CreateServiceFailed', message: expect.stringContaining('spec.ports') }
      expect(await of('Deployed')).toMatchObject(refused)
    }, within)
    const good = { strategy: 'merge', body: { spec: withPorts(port(80)) } } as const
    await admin.patch(eventSources, { namespace: home, name: 'hook' }, good)
    await eventually(async () => {
      const ready = { status: 'True', message: expect.stringContaining('ingest is not found') }
      expect(await of('Ready')).toMatchObject(ready)
    }, within)
  })
})
