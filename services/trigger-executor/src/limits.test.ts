import type { Sensor, Trigger } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { limitsOf } from './limits.ts'

const trigger = (name: string, more: Partial<Trigger> = {}): Trigger => ({ template: { name, log: {} }, ...more })
const sensor = (annotations: Record<string, string>): Sensor => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Sensor',
  metadata: { name: 's', namespace: 'n', annotations },
  spec: { dependencies: [], triggers: [] },
})

test.each([
  [{ requestsPerUnit: 5 }, 200_000],
  [{ unit: 'Second', requestsPerUnit: 1 }, 1_000_000],
  [{ unit: 'Minute', requestsPerUnit: 120 }, 500_000],
  [{ unit: 'Hour', requestsPerUnit: 1 }, 3_600_000_000],
  [{ unit: 'Second', requestsPerUnit: 5_000_000 }, 1],
] as const)('%j is a slot each %d µs', (rateLimit, intervalUs) => {
  expect(limitsOf(sensor({}), trigger('t', { rateLimit })).intervalUs).toBe(intervalUs)
})

test('annotations name triggers, and a dlqTrigger has no rate and is paused with what it buries', () => {
  const annotated = sensor({
    'millrace.io/calls-max': 'a=3, *=7',
    'millrace.io/no-breaker': 'b',
    'millrace.io/paused': 'a',
  })
  expect(limitsOf(annotated, trigger('a'))).toEqual({
    callsMax: 3,
    intervalUs: undefined,
    hasBreaker: true,
    isPaused: true,
  })
  expect(limitsOf(annotated, trigger('b'))).toMatchObject({ callsMax: 7, hasBreaker: false, isPaused: false })
  const dlq = trigger('bury', { rateLimit: { requestsPerUnit: 1 } })
  expect(limitsOf(annotated, dlq, 'a')).toMatchObject({ intervalUs: undefined, isPaused: true })
  expect(limitsOf(sensor({}), dlq).callsMax).toBeUndefined()
})
