import type { KubeObject } from '@millrace/kube'
import type { EventSource, JsonObject } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { endpointsOf } from './endpoints-of.ts'
import { serviceChange } from './service-change.ts'
import { serviceOf, type IngestTarget } from './service-of.ts'

type Service = NonNullable<EventSource['spec']['service']>

const uid = 'uid-of-hook'
const manifest: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventSource',
  metadata: { name: 'hook', namespace: 'n', uid },
}
const near: IngestTarget = { namespace: 'n', selector: { app: 'ingest' } }
const far: IngestTarget = { namespace: 'millrace', selector: { app: 'ingest' } }
const source = (service?: Service): EventSource => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventSource',
  metadata: { name: 'hook', namespace: 'n' },
  spec: service === undefined ? {} : { service },
})
const wanted = (service?: Service, target = near) => serviceOf(source(service), manifest, target)
const ports: readonly JsonObject[] = [{ port: 80, targetPort: 12000 }]

/** As the API server would give back what is created. */
function stored(service: Service, more: { spec?: JsonObject; owner?: string } = {}): KubeObject {
  const change = serviceChange(wanted(service), undefined, uid)
  if (change.kind !== 'create') throw new Error(change.kind)
  const { metadata, spec } = change.object as { metadata: JsonObject; spec: { ports: JsonObject[] } }
  const owners = [{ kind: 'EventSource', name: 'hook', uid: more.owner ?? uid, controller: true }]
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, name: 'hook-eventsource-svc', ownerReferences: owners },
    spec: { ...spec, clusterIP: '10.96.0.7', sessionAffinity: 'None', ...more.spec },
  }
}

test('an EventSource without ports has no Service, and loses one that it had', () => {
  expect(wanted()).toBeUndefined()
  expect(wanted({ ports: [] })).toBeUndefined()
  expect(serviceChange(undefined, undefined, uid)).toEqual({ kind: 'none' })
  expect(serviceChange(undefined, stored({ ports: [...ports] }), uid).kind).toBe('remove')
})

test('what the API server fills in is no difference; what others add stays', () => {
  const live = stored(
    { ports: [{ port: 12000 }] },
    { spec: { ports: [{ port: 12000, targetPort: 12000, protocol: 'TCP' }] } },
  )
  const service = { ports: [{ port: 12000 }] }
  expect(serviceChange(wanted(service), live, uid)).toEqual({ kind: 'none' })
  const labelled = {
    ...live,
    metadata: { ...live.metadata, labels: { ...(live.metadata['labels'] as JsonObject), x: 'y' } },
  }
  expect(serviceChange(wanted(service), labelled, uid)).toEqual({ kind: 'none' })
})

test('a difference is replaced in place, and the cluster IP stays', () => {
  const live = stored({ ports: [...ports] }, { spec: { selector: { 'eventsource-name': 'hook' } } })
  const change = serviceChange(wanted({ ports: [...ports] }), live, uid)
  expect(change).toMatchObject({
    kind: 'replace',
    object: { spec: { clusterIP: '10.96.0.7', selector: near.selector } },
  })
})

test('in another namespace a selector of the original goes', () => {
  const live = stored({ ports: [...ports] })
  const change = serviceChange(wanted({ ports: [...ports] }, far), live, uid)
  expect(change.kind === 'replace' && 'selector' in (change.object['spec'] as JsonObject)).toBe(false)
  expect(change.kind).toBe('replace')
})

test('a cluster IP that cannot be changed means a new Service; somebody else’s is left alone', () => {
  const service = { ports: [...ports], clusterIP: 'None' }
  expect(serviceChange(wanted(service), stored({ ports: [...ports] }), uid).kind).toBe('recreate')
  const foreign = stored({ ports: [...ports] }, { owner: 'another' })
  expect(serviceChange(wanted(service), foreign, uid)).toEqual({ kind: 'conflict' })
  expect(serviceChange(undefined, foreign, uid)).toEqual({ kind: 'none' })
})

test('system labels win over the manifest’s, as in the original', () => {
  const service = { ports: [...ports], metadata: { labels: { 'owner-name': 'x', team: 'a' } } }
  expect(wanted(service)?.labels).toEqual({
    team: 'a',
    controller: 'eventsource-controller',
    'eventsource-name': 'hook',
    'owner-name': 'hook',
  })
})

const slice = (addressType: string, ...addresses: string[]): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `ingest-${addresses[0]}`, namespace: 'millrace' },
  addressType,
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
})

test('one slice for each family, whatever the order in which ingest’s own come', () => {
  const service = wanted(
    {
      ports: [
        { name: 'a', port: 80, targetPort: 12000 },
        { name: 'm', port: 81, targetPort: 'metrics' },
      ],
    },
    far,
  )
  if (service === undefined) throw new Error('no Service')
  const slices = [slice('IPv6', 'fd00::1'), slice('IPv4', '10.0.0.2'), slice('IPv4', '10.0.0.1', '10.0.0.3')]
  const made = endpointsOf(service, slices)
  expect(made).toEqual(endpointsOf(service, slices.toReversed()))
  expect(made).toMatchObject({
    kind: 'slices',
    slices: [
      {
        metadata: { namespace: 'n', name: 'hook-eventsource-svc-ipv4' },
        endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'] }, { addresses: ['10.0.0.3'] }],
        ports: [
          { name: 'a', port: 12000 },
          { name: 'm', port: 7777 },
        ],
      },
      { metadata: { name: 'hook-eventsource-svc-ipv6' } },
    ],
  })
})

test('a port that only a pod could name leads nowhere', () => {
  const service = wanted({ ports: [{ port: 80, targetPort: 'http' }] }, far)
  expect(service && endpointsOf(service, [])).toEqual({ kind: 'unnamed-port', port: 'http' })
})
