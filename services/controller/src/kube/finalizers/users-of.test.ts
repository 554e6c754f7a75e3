import type { KubeObject } from '@millrace/kube'
import { expect, test } from 'vitest'
import { usersOf } from './users-of.ts'

const user = (kind: string, name: string, more: { bus?: string; namespace?: string; leaves?: boolean } = {}) =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: more.namespace ?? 'n',
      ...(more.leaves === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: more.bus === undefined ? {} : { eventBusName: more.bus },
  }) satisfies KubeObject

test('who names a bus uses it, and who names none uses `default`; others and those that leave do not', () => {
  const all = [
    user('Sensor', 'b'),
    user('EventSource', 'a'),
    user('Sensor', 'elsewhere', { namespace: 'm' }),
    user('Sensor', 'leaving', { leaves: true }),
    user('Sensor', 'named', { bus: 'other' }),
  ]
  expect(usersOf({ namespace: 'n', name: 'default' }, all)).toBe('EventSource a, Sensor b')
  expect(usersOf({ namespace: 'n', name: 'other' }, all)).toBe('Sensor named')
  expect(usersOf({ namespace: 'n', name: 'none' }, all)).toBe('')
})

test('of many some are named', () => {
  const all = Array.from({ length: 8 }, (_, nth) => user('Sensor', `s${nth}`))
  expect(usersOf({ namespace: 'n', name: 'default' }, all)).toMatch(/^Sensor s0, .*Sensor s4 and 3 more$/u)
})
