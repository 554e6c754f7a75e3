import { expect, test } from 'vitest'
import type { KubeObject } from './kube-object.ts'
import { ObjectStore, type Change } from './object-store.ts'

const object = (name: string, version: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'n', uid: name, resourceVersion: String(version) },
})
const told = (changes: readonly (Change | undefined)[]) =>
  changes.map((change) => (change === undefined ? 'nothing' : `${change.kind} ${change.object.metadata.name}`))

test('a list brings what came, changed and went, and says nothing of the rest', () => {
  const store = new ObjectStore()
  expect(told(store.replace([object('a', 1), object('b', 1), object('c', 1)]))).toEqual(['put a', 'put b', 'put c'])
  expect(told(store.replace([object('a', 1), object('b', 2), object('d', 3)]))).toEqual(['gone c', 'put b', 'put d'])
  expect([...store.all()].map(({ metadata }) => metadata.name).sort()).toEqual(['a', 'b', 'd'])
})

test('an event that was told already is none, and neither is the end of what was never known', () => {
  const store = new ObjectStore()
  expect(told([store.put(object('a', 1)), store.put(object('a', 1)), store.remove(object('b', 1))])).toEqual([
    'put a',
    'nothing',
    'nothing',
  ])
})

test('one that was made again under its name is another one', () => {
  const store = new ObjectStore()
  store.put(object('a', 1))
  const again = { ...object('a', 1), metadata: { ...object('a', 1).metadata, uid: 'other' } }
  expect(store.put(again)).toMatchObject({ kind: 'put', before: object('a', 1) })
})
