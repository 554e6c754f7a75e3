import type { RegistryObject } from '@millrace/registry'
import { expect, test } from 'vitest'
import { nextVersion } from './next-version.ts'

const object = (metadata: object = {}, url = 'http://a'): RegistryObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Sensor',
  metadata: { name: 's', namespace: 'default', ...metadata },
  spec: { dependencies: [], triggers: [{ template: { name: 't', http: { url, method: 'POST' } } }] },
})
const inForce = nextVersion(object({ labels: { a: '1' }, annotations: { n: '1' } }), undefined)

test.each([
  ['the first version', object(), undefined, 1],
  ['the same', object({ labels: { a: '1' }, annotations: { n: '1' } }), inForce, undefined],
  ['another spec', object({ labels: { a: '1' }, annotations: { n: '1' } }, 'http://b'), inForce, 2],
  ['another annotation', object({ labels: { a: '1' }, annotations: { n: '2' } }), inForce, 2],
  ['no annotations any more', object({ labels: { a: '1' } }), inForce, 2],
  ['another label', object({ labels: { a: '2' }, annotations: { n: '1' } }), inForce, 1],
])('%s', (_, wanted, before, generation) => {
  expect(nextVersion(wanted, before)?.metadata.generation).toBe(generation)
})

test('what a cluster adds is left out, and no reason for a new version', () => {
  const annotations = { n: '1', 'kubectl.kubernetes.io/last-applied-configuration': '{"a":1}' }
  const added = { resourceVersion: '7', uid: 'u', generation: 40, managedFields: [], creationTimestamp: 'now' }
  const exported = { ...object({ labels: { a: '1' }, annotations, ...added }), status: { conditions: [] } }
  expect(nextVersion(exported, inForce)).toBeUndefined()
  const first = nextVersion(exported, undefined)
  expect(first).toEqual(inForce)
})

test('the answer does not depend on what was asked before', () => {
  const read = object()
  const first = nextVersion(read, undefined)
  expect(nextVersion(read, undefined)).toBe(first)
  // In force as it was answered, or read back from NATS, which makes another object of it.
  expect(nextVersion(read, first)).toBeUndefined()
  expect(nextVersion(read, structuredClone(first))).toBeUndefined()
  expect(nextVersion(read, nextVersion(object({}, 'http://b'), undefined))?.metadata.generation).toBe(2)
  expect(nextVersion(read, undefined)).toEqual(first)
})
