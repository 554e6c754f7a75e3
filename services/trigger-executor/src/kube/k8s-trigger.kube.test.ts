import { resources, type KubeClient, type KubeObject } from '@millrace/kube'
import { configMap, describeOnKube, installArgoCrds, type KubeScene } from '@millrace/kube/scene'
import { beforeAll, expect, test } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'
import { grant, grantExecutor, namesOf } from './kube-rights.fixture.ts'

const { configMaps } = resources
const id = (letter: string): string => letter.repeat(32)
const done = { kind: 'succeeded', status: 0 }
const all = ['get', 'create', 'update', 'patch', 'delete']

/** The trigger type with a ConfigMap as its source. */
function k8s(settings: string, metadata: string, more = ''): string {
  return `
k8s:
  ${settings}
  source:
    resource: { apiVersion: v1, kind: ConfigMap, metadata: ${metadata}${more} }`
}

const fromEvent = (dest: string, operation = 'overwrite'): string => `
  parameters:
    - { src: { dependencyName: dep, dataKey: body.ref }, dest: ${dest}, operation: ${operation} }`

describeOnKube('the k8s trigger', (scene) => {
  beforeAll(() => scene() === undefined || grantExecutor(scene().admin))

  test('creates under a name made of the invocation id, with labels and annotations, and once', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    const trigger = bench.compile(
      k8s('operation: create', '{ generateName: made- }', ', data: {}') + fromEvent('data.ref'),
    )
    expect(await bench.attempt(trigger, { id: id('a') })).toMatchObject(done)
    expect(await bench.attempt(trigger, { id: id('a') })).toMatchObject(done)
    const [first, ...others] = (await admin.list(configMaps, { namespace: home })).items.filter(isMade)
    expect(others).toEqual([])
    expect(first?.metadata.name).toMatch(/^made-[b-z2-9]{10}$/u)
    expect(first).toMatchObject({
      data: { ref: 'main' },
      metadata: {
        generateName: 'made-',
        labels: {
          'events.argoproj.io/sensor': 's',
          'events.argoproj.io/trigger': 't',
          'events.argoproj.io/action-timestamp': expect.stringMatching(/^\d{13}$/u),
        },
        annotations: {
          'millrace.io/invocation-id': id('a'),
          'millrace.io/event-ids': '{"dep":"e1"}',
          'millrace.io/traceparent': expect.stringMatching(/^00-/u),
        },
      },
    })
    const again = await bench.attempt(trigger, { id: id('b') })
    expect(again).toMatchObject({
      ...done,
      created: expect.stringMatching(new RegExp(`^ConfigMap/${home}/made-`, 'u')),
    })
    expect(await namesOf(admin, home)).toHaveLength(2)
  })

  test('a name that is given and is another’s is a refusal; one of its own is success', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    await admin.create(configMaps, configMap(home, 'given'))
    const trigger = bench.compile(k8s('operation: create', '{ name: given }'))
    const reason = `k8s: ConfigMap ${home}/given is there already, and is not of this invocation`
    expect(await bench.attempt(trigger)).toEqual({ kind: 'failed', reason, status: 409, effect: 'none' })
    await admin.remove(configMaps, { namespace: home, name: 'given' })
    expect(await bench.attempt(trigger)).toMatchObject(done)
    expect(await bench.attempt(trigger)).toMatchObject(done)
    expect(await bench.attempt(trigger, { id: id('z') })).toMatchObject({ kind: 'failed', status: 409 })
  })

  test('two replicas that create for the same invocation at the same time create one object', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    const trigger = bench.compile(k8s('operation: create', '{ generateName: raced- }'))
    const attempts = await Promise.all(Array.from({ length: 20 }, () => bench.attempt(trigger)))
    expect(attempts).toMatchObject(attempts.map(() => done))
    expect(await namesOf(admin, home)).toHaveLength(1)
  })

  test('kinds with odd plurals, without namespaces, and unknown ones are found by asking', async () => {
    const { home, admin, bench } = await stage(scene(), { resource: 'endpoints', verbs: all })
    await using _ = bench
    const trigger = (kind: string, more: string) =>
      bench.compile(`k8s: { source: { resource: { ${kind}, metadata: { name: x-${home} }, ${more} } } }`)
    expect(await bench.attempt(trigger('apiVersion: v1, kind: Endpoints', 'subsets: []'))).toMatchObject(done)
    const priority = trigger('apiVersion: scheduling.k8s.io/v1, kind: PriorityClass', 'value: 7')
    const denied = /may not create priorityclasses\.scheduling\.k8s\.io: grant/u
    expect(await bench.attempt(priority)).toMatchObject({ kind: 'failed', reason: expect.stringMatching(denied) })
    await using asAdmin = await attemptBench({ kube: admin, namespace: home })
    expect(await asAdmin.attempt(trigger('apiVersion: example.com/v1, kind: Octopus', 'a: 1'))).toMatchObject({
      kind: 'failed',
      effect: 'none',
      reason: expect.stringContaining('[no-such-kind] example.com/v1 Octopus'),
    })
  })

  test('update merges over what is there, once; it creates what is missing', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    const trigger = bench.compile(k8s('operation: update', '{ name: u }', ', data: { a: "1" }') + fromEvent('data.ref'))
    expect(await bench.attempt(trigger, { id: id('a') })).toMatchObject(done)
    const made = await admin.get(configMaps, { namespace: home, name: 'u' })
    expect(made).toMatchObject({ data: { a: '1', ref: 'main' } })
    expect(made.metadata['labels']).toBeUndefined()
    await admin.patch(
      configMaps,
      { namespace: home, name: 'u' },
      { strategy: 'merge', body: { data: { b: '2', a: '9' } } },
    )
    // The same invocation has had its effect: what others did since stays.
    expect(await bench.attempt(trigger, { id: id('a') })).toMatchObject(done)
    expect(await dataOf(admin, home, 'u')).toEqual({ a: '9', b: '2', ref: 'main' })
    expect(await bench.attempt(trigger, { id: id('b') })).toMatchObject(done)
    expect(await dataOf(admin, home, 'u')).toEqual({ a: '1', b: '2', ref: 'main' })
  })

  test('liveObject: parameters go into the object of the cluster', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    const settings = 'operation: update\n  liveObject: true'
    const trigger = bench.compile(k8s(settings, '{ name: live }') + fromEvent('data.ref', 'append'))
    expect(await bench.attempt(trigger)).toMatchObject({ kind: 'failed', status: 404, effect: 'none' })
    await admin.create(configMaps, configMap(home, 'live', { ref: 'old-', kept: 'yes' }))
    expect(await bench.attempt(trigger)).toMatchObject(done)
    expect(await bench.attempt(trigger)).toMatchObject(done)
    expect(await dataOf(admin, home, 'live')).toEqual({ ref: 'old-main', kept: 'yes' })
  })

  test('patch, in all four ways, once each', async () => {
    const { home, admin, bench } = await stage(scene(), { resource: 'services', verbs: all })
    await using _ = bench
    const ref = { namespace: home, name: 'svc' }
    const port = (name: string, port: number) => ({ name, port, protocol: 'TCP', targetPort: port })
    const spec = { ports: [port('a', 80)], selector: { app: 'a' } }
    await admin.create(resources.services, { apiVersion: 'v1', kind: 'Service', metadata: ref, spec })
    const patch = async (strategy: string, body: string, letter: string) => {
      const resource = `{ apiVersion: v1, kind: Service, metadata: { name: svc }, ${body} }`
      const settings = `operation: patch, patchStrategy: ${strategy}, source: { resource: ${resource} }`
      const trigger = bench.compile(`k8s: { ${settings} }`)
      expect(await bench.attempt(trigger, { id: id(letter) })).toMatchObject(done)
      expect(await bench.attempt(trigger, { id: id(letter) })).toMatchObject(done)
      return portsOf(await admin.get(resources.services, ref))
    }
    const portB = '{ name: b, port: 81, protocol: TCP, targetPort: 81 }'
    expect(await patch('application/strategic-merge-patch+json', `spec: { ports: [${portB}] }`, 'a')).toEqual([
      'b',
      'a',
    ])
    expect(await patch('application/merge-patch+json', `spec: { ports: [${portB}] }`, 'b')).toEqual(['b'])
    const add = (name: string, at: number) =>
      `patch: [{ op: add, path: /spec/ports/-, value: { name: ${name}, port: ${at}, protocol: TCP, targetPort: ${at} } }]`
    // A list that grows shows that a repeat does nothing.
    expect(await patch('application/json-patch+json', add('c', 82), 'c')).toEqual(['b', 'c'])
    const applied = 'spec: { ports: [{ name: d, port: 83, protocol: TCP, targetPort: 83 }] }'
    expect((await patch('application/apply-patch+yaml', applied, 'd')).toSorted()).toEqual(['b', 'c', 'd'])
    const { metadata } = await admin.get(resources.services, ref)
    expect(JSON.stringify(metadata['managedFields'])).toContain('"manager":"millrace/s/t"')
  })

  test('patch creates what is missing, but not from operations; a JSON patch without any is refused', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    expect(
      await bench.attempt(bench.compile(k8s('operation: patch', '{ name: new }', ', data: { a: "1" }'))),
    ).toMatchObject(done)
    expect(await dataOf(admin, home, 'new')).toEqual({ a: '1' })
    const json = 'operation: patch\n  patchStrategy: application/json-patch+json'
    const operations = ', patch: [{ op: add, path: /data/b, value: "2" }]'
    expect(await bench.attempt(bench.compile(k8s(json, '{ name: none }', operations)))).toMatchObject({ status: 404 })
    expect(await bench.attempt(bench.compile(k8s(json, '{ name: new }')))).toMatchObject({
      kind: 'failed',
      final: true,
      reason: expect.stringContaining('the source needs patch: a list of operations'),
    })
    expect(await bench.attempt(bench.compile(k8s(json, '{ name: new }', operations)), { id: id('q') })).toMatchObject(
      done,
    )
    expect(await dataOf(admin, home, 'new')).toEqual({ a: '1', b: '2' })
  })

  test('delete: what is there goes, what is not there is success', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    await admin.create(configMaps, configMap(home, 'gone'))
    const trigger = bench.compile(k8s('operation: delete', '{ name: gone }'))
    expect(await bench.attempt(trigger)).toMatchObject(done)
    expect(await namesOf(admin, home)).toEqual([])
    expect(await bench.attempt(trigger)).toMatchObject(done)
    const nameless = await bench.attempt(bench.compile(k8s('operation: delete', '{}')))
    expect(nameless).toMatchObject({ kind: 'failed', final: true, reason: expect.stringContaining('metadata.name') })
  })

  test('integers of 64 bits keep their digits: those of the event, and those of the object that is updated', async () => {
    const { home, admin, bench } = await stage(scene(), { resource: 'workflows.argoproj.io', verbs: all })
    await using _ = bench
    await installArgoCrds(admin)
    const spec = (dest: string): string => `
k8s:
  operation: update
  source: { resource: { apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: { name: big }, spec: {} } }
  parameters: [{ src: { dependencyName: dep, dataKey: id, useRawData: true }, dest: spec.${dest} }]`
    const attempt = (dest: string, id: string) =>
      bench.attempt(bench.compile(spec(dest)), { data: '{"id":9007199254740993}', id })
    expect(await attempt('first', id('a'))).toMatchObject(done)
    expect(await attempt('second', id('b'))).toMatchObject(done)
    const workflows = await admin.resourceOf('argoproj.io/v1alpha1', 'Workflow')
    const live = await admin.get(workflows, { namespace: home, name: 'big' })
    expect(live['spec']).toEqual({ first: 9007199254740993n, second: 9007199254740993n })
  })

  test('an object that can never be is not tried again, and the reason names the field', async () => {
    const { bench } = await stage(scene())
    await using _ = bench
    const trigger = bench.compile(k8s('operation: create', '{ name: Not/A/Name }'))
    expect(await bench.attempt(trigger)).toMatchObject({
      kind: 'failed',
      status: 422,
      effect: 'none',
      final: true,
      reason: expect.stringContaining('metadata.name'),
    })
  })

  test('withdrawn before the first write: nothing is done', async () => {
    const { home, admin, bench } = await stage(scene())
    await using _ = bench
    const mayBegin = (): boolean => false
    await bench.attempt(bench.compile(k8s('operation: create', '{ name: never }')), { mayBegin })
    await bench.attempt(bench.compile(k8s('operation: patch', '{ name: never }')), { mayBegin })
    expect(await namesOf(admin, home)).toEqual([])
  })
})

/** A namespace whose default ServiceAccount may handle ConfigMaps and what `more` says, and triggers of a sensor in it. */
async function stage(
  { admin, client, namespace }: KubeScene,
  ...more: Parameters<typeof grant>[3][]
): Promise<{ readonly home: string; readonly admin: KubeClient; readonly bench: AttemptBench }> {
  const home = await namespace()
  await grant(admin, home, 'default', { resource: 'configmaps', verbs: all }, ...more)
  return { home, admin, bench: await attemptBench({ kube: await client('executor'), namespace: home }) }
}

const isMade = ({ metadata }: KubeObject): boolean => metadata['generateName'] === 'made-'

async function dataOf(admin: KubeClient, namespace: string, name: string): Promise<unknown> {
  return (await admin.get(configMaps, { namespace, name }))['data']
}

function portsOf(service: KubeObject): readonly string[] {
  const { ports } = service['spec'] as { readonly ports: readonly { readonly name: string }[] }
  return ports.map(({ name }) => name)
}
