import type { KubeObject } from '@millrace/kube'
import { expect, test } from 'vitest'
import { finalizerStep, ourFinalizer } from './finalizer-step.ts'

const object = (kind: string, metadata: object, spec: object = {}) =>
  ({ apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name: 'a', ...metadata }, spec }) as unknown as KubeObject
const leaving = { deletionTimestamp: '2026-01-01T00:00:00Z' }

test('only objects that something is kept for get a finalizer, and keep those of others', () => {
  const two = { dependencies: [{}, {}] }
  expect(finalizerStep(object('EventBus', {}))).toEqual({ kind: 'add', finalizers: [ourFinalizer] })
  expect(finalizerStep(object('Sensor', { finalizers: ['x'] }, two))).toEqual({
    kind: 'add',
    finalizers: ['x', ourFinalizer],
  })
  expect(finalizerStep(object('Sensor', { finalizers: [ourFinalizer] }, two)).kind).toBe('none')
  expect(finalizerStep(object('Sensor', {}, { dependencies: [{}] })).kind).toBe('none')
  expect(finalizerStep(object('EventSource', {})).kind).toBe('none')
})

test('when it is being deleted, ours and the original’s go, and others’ stay', () => {
  const finalizers = ['sensor-controller', 'x', ourFinalizer]
  expect(finalizerStep(object('Sensor', { ...leaving, finalizers }))).toEqual({ kind: 'clean', left: ['x'] })
  const original = { ...leaving, finalizers: ['eventsource-controller'] }
  expect(finalizerStep(object('EventSource', original))).toEqual({ kind: 'clean', left: [] })
  expect(finalizerStep(object('Sensor', { ...leaving, finalizers: ['x'] })).kind).toBe('none')
})
