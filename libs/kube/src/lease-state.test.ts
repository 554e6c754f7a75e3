import { expect, test } from 'vitest'
import type { KubeObject } from './kube-object.ts'
import { leaseStep, seenLease } from './lease-state.ts'

const lease = (holderIdentity: string, resourceVersion = '1'): KubeObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'leader', resourceVersion },
  spec: { holderIdentity, leaseDurationSeconds: 6, leaseTransitions: 4 },
})

test.each([
  ['nobody made it', undefined, 0, { kind: 'create' }],
  ['it is ours', { object: lease('me'), sinceMs: 0 }, 90_000, { kind: 'claim', transitions: 4 }],
  ['it was given back', { object: lease(''), sinceMs: 0 }, 1, { kind: 'claim', transitions: 5 }],
  ['another holds it', { object: lease('you'), sinceMs: 1_000 }, 3_000, { kind: 'wait', waitMs: 4_000 }],
  ['another let it lapse', { object: lease('you'), sinceMs: 1_000 }, 7_000, { kind: 'claim', transitions: 5 }],
] as const)('%s', (_, seen, nowMs, step) => {
  expect(leaseStep(seen, 'me', nowMs)).toEqual(step)
})

test('a lease lapses by our own clock: each renewal starts it anew, and seeing it again does not', () => {
  const first = seenLease(lease('you', '1'), undefined, 1_000)
  expect(seenLease(lease('you', '1'), first, 5_000)).toBe(first)
  expect(seenLease(lease('you', '2'), first, 5_000).sinceMs).toBe(5_000)
})
