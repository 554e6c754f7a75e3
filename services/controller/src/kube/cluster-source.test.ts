import type { KubeObject } from '@millrace/kube'
import { expect, test } from 'vitest'
import { ClusterSource } from './cluster-source.ts'

const source = (name: string, metadata: Record<string, string | number> = {}, spec: Record<string, object> = {}) =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'EventSource',
    metadata: { name, namespace: 'n', uid: name, generation: 1, ...metadata },
    spec: { webhook: { push: { port: '12000', endpoint: '/', method: 'POST' } }, ...spec },
  }) as KubeObject

function scene() {
  let changes = 0
  const cluster = new ClusterSource({
    settleMs: 0,
    stop: new AbortController().signal,
    onChange: () => void changes++,
  })
  const read = async () =>
    (await (await cluster.look()).read()).objects.map(({ name, object }) => `${name} ${object !== undefined}`)
  return { cluster, read, changes: () => changes }
}

test('a change of the status alone wakes nobody; spec, annotations and another object of the name do', async () => {
  const { cluster, read, changes } = scene()
  cluster.take({ kind: 'put', object: source('a') })
  await read()
  cluster.take({ kind: 'put', object: { ...source('a', { resourceVersion: '9' }), status: { conditions: [] } } })
  expect([changes(), (await cluster.look()).isKnown]).toEqual([1, true])
  cluster.take({ kind: 'put', object: source('a', { uid: 'b' }) })
  cluster.take({ kind: 'put', object: source('a', { uid: 'b', generation: 2 }) })
  expect([changes(), (await cluster.look()).isKnown]).toEqual([3, false])
})

test('one that cannot be read hides no other; one that is being deleted is gone', async () => {
  const { cluster, read } = scene()
  cluster.take({ kind: 'put', object: source('good') })
  cluster.take({ kind: 'put', object: source('broken', {}, { webhook: ['no', 'map'] }) })
  cluster.take({ kind: 'put', object: { ...source('worse'), spec: 'nonsense' } })
  expect(await read()).toEqual(['broken false', 'good true', 'worse false'])
  cluster.take({ kind: 'put', object: source('good', { deletionTimestamp: '2026-01-01T00:00:00Z' }) })
  cluster.take({ kind: 'gone', object: source('broken') })
  expect(await read()).toEqual(['worse false'])
})

test('a text that does not compile is a fault of the object itself, with its field', async () => {
  const { cluster } = scene()
  const push = { port: '12000', endpoint: '/', method: 'POST', filter: { expression: 'body.a ==' } }
  cluster.take({ kind: 'put', object: source('a', {}, { webhook: { push } }) })
  const { objects, problems, unsound } = await (await cluster.look()).read()
  expect(problems.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
    'error spec.webhook.push.filter.expression',
  ])
  const [read] = objects
  expect(read !== undefined && unsound.has(read)).toBe(true)
  expect([...((read && cluster.originOf(read)?.problems) ?? [])]).toEqual(problems)
})

test('very many are read in several looks, small ones first: none is taken for gone meanwhile, and sensors come last', async () => {
  const { cluster, changes } = scene()
  const sensor = (nth: number) =>
    ({ ...source(`s${nth}`), kind: 'Sensor', spec: { dependencies: [], triggers: [] } }) as KubeObject
  for (let nth = 0; nth < 650; nth++) cluster.take({ kind: 'put', object: sensor(nth) })
  cluster.take({ kind: 'put', object: source('a') })
  // Also where all were read beforehand.
  await cluster.readAhead()
  const before = changes()
  const first = await (await cluster.look()).read()
  expect([first.objects.length, first.isWhole, first.objects[0]?.kind]).toEqual([101, false, 'EventSource'])
  // It asks to be looked at again by itself.
  expect(changes()).toBe(before + 1)
  const sizes: (readonly [number, boolean])[] = []
  for (let look = await cluster.look(); !look.isKnown; look = await cluster.look()) {
    const { objects, isWhole } = await look.read()
    sizes.push([objects.length, isWhole])
  }
  expect(sizes).toEqual([
    [301, false],
    [651, true],
  ])
  // One that changes is in the next look.
  cluster.take({ kind: 'put', object: { ...sensor(3), metadata: { ...sensor(3).metadata, generation: 2 } } })
  expect((await (await cluster.look()).read()).objects).toHaveLength(651)
})
