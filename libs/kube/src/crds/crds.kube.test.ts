import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { at } from '../json-parts.ts'
import { isKubeObject, type KubeObject } from '../kube-object.ts'
import { describeOnKube, installCrds } from '../kube-scene.fixture.ts'
import { resources } from '../resource.ts'

const read = (url: URL): readonly KubeObject[] =>
  parseAllDocuments(readFileSync(url, 'utf8'), { version: '1.1', merge: true, uniqueKeys: false })
    .map((document) => document.toJS() as unknown)
    .filter(isKubeObject)

const crdFolder = new URL('../../../../deploy/crds/', import.meta.url)
// Published manifests lie beside the repository; they are not part of it.
const published = new URL('../../../../../shared/manifests/', import.meta.url)
const isThere = existsSync(published)
if (!isThere) console.warn(`SKIPPED: no manifests at ${published.pathname}`)
const files = isThere ? readdirSync(published, { recursive: true, encoding: 'utf8' }) : []

const ours = ['EventSource', 'Sensor', 'EventBus', 'WorkflowEventBinding']
const object = (kind: string, spec: object, name = 'tried') => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { name },
  spec: spec as Record<string, string>,
})

describeOnKube('the CustomResourceDefinitions', (scene) => {
  beforeAll(() => installCrds(scene().admin), 60_000)

  test('in deploy/crds are taken as they stand there', async () => {
    const { admin } = scene()
    const crds = readdirSync(crdFolder).flatMap((file) => read(new URL(file, crdFolder)))
    expect(crds.map((crd) => at(crd, 'spec', 'names', 'kind')).sort()).toEqual([...ours].sort())
    for (const crd of crds) await admin.apply(resources.crds, crd, { fieldManager: 'tests', fieldValidation: 'Strict' })
  })

  test('are structural and established, without a remark of the server', async () => {
    const { items } = await scene().admin.list(resources.crds)
    for (const crd of items) {
      const conditions = at(crd, 'status', 'conditions') as { type: string; status: string; message: string }[]
      const states = Object.fromEntries(conditions.map(({ type, status }) => [type, status]))
      expect(states, crd.metadata.name).toMatchObject({ Established: 'True', NamesAccepted: 'True' })
      expect(conditions.find(({ type }) => type === 'NonStructuralSchema')).toBeUndefined()
    }
  })

  test.each(files.filter((file) => /\.ya?ml$/.test(file)))('%s is taken as it is', async (file) => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const objects = read(new URL(file, published))
      .filter(({ kind }) => ours.includes(kind))
      .map((object): KubeObject => ({ ...object, metadata: { ...object.metadata, namespace: home } }))
    expect(objects.length).toBeGreaterThan(0)
    for (const object of objects) {
      const resource = await admin.resourceOf(object.apiVersion, object.kind)
      const options = { fieldManager: 'tests', fieldValidation: 'Strict', isForced: true } as const
      const stored = await admin.apply(resource, object, options)
      // Nothing is pruned and nothing is filled in.
      expect(stored['spec']).toEqual(object['spec'])
    }
  })

  test.each([
    [object('EventBus', {}), 'spec needs one of'],
    [object('EventBus', { jetstream: { version: 'latest', replicas: 2 } }), 'replicas must be 1'],
    [object('EventBus', { nats: {} }), 'exactly one of native and exotic'],
    [object('EventBus', { nats: null }), 'spec needs one of'],
    [object('Sensor', { dependencies: [], triggers: [{ template: { name: 'a', log: {} } }] }), 'one dependency'],
    [object('Sensor', { dependencies: [{ name: 'a', eventSourceName: 'a', eventName: 'a' }] }), 'one trigger'],
    [object('EventSource', { webhook: { push: { port: 12_000 } } }), 'spec.webhook.push.port'],
  ])('%j is refused: %s', async (broken, message) => {
    const { admin } = scene()
    const resource = await admin.resourceOf(broken.apiVersion, broken.kind)
    const refused = admin.create(resource, broken, { isDryRun: true })
    await expect(refused).rejects.toMatchObject({ code: 'object-invalid', message: expect.stringContaining(message) })
  })

  test('unknown fields are kept, nulls are taken, and a status is written apart from the rest', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const spec = { webhook: { push: { port: '1', endpoint: '/', extra: { deep: [1, 'x'] } } }, template: null, more: 1 }
    const source = { ...object('EventSource', spec), metadata: { name: 'open', namespace: home } }
    const stored = await admin.create(resources.eventSources, source)
    expect(stored['spec']).toMatchObject({ webhook: spec.webhook, more: 1 })
    const patch = { strategy: 'merge', body: { spec: { more: 2 }, status: { observedGeneration: 1 } } } as const
    const ref = { name: 'open', namespace: home }
    const after = await admin.patch(resources.eventSources, ref, patch, { subresource: 'status' })
    expect(after).toMatchObject({ spec: { more: 1 }, status: { observedGeneration: 1 }, metadata: { generation: 1 } })
  })
})
