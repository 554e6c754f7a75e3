import type { Policy } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { compileLabelPolicy } from './label-policy.ts'

const object = (labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', labels },
})
const policy = (more: Omit<NonNullable<Policy['k8s']>, 'labels'> = {}) =>
  compileLabelPolicy({ labels: { phase: 'Succeeded', tier: 'x' }, ...more }, () => 0)

test('met when every label has its value', () => {
  expect(policy()?.judge(object({ phase: 'Succeeded', tier: 'x', more: 'y' }), 1)).toEqual({ kind: 'met' })
  expect(compileLabelPolicy(undefined, () => 0)).toBeUndefined()
})

test('until then it is looked at again, as the backoff says', () => {
  const backoff = { duration: '2s', factor: 3, jitter: 0, steps: 3 }
  const judge = (looks: number) => policy({ backoff })?.judge(object({ phase: 'Running' }), looks)
  const missing = 'phase=Succeeded (it is Running), tier=x'
  expect(judge(1)).toEqual({ kind: 'again', afterMs: 2_000, missing })
  expect(judge(2)).toEqual({ kind: 'again', afterMs: 6_000, missing })
  // The steps are used up: that is success, unless the policy says otherwise.
  expect(judge(3)).toEqual({ kind: 'met' })
  expect(policy({ backoff, errorOnBackoffTimeout: true })?.judge(object({}), 3)).toEqual({
    kind: 'unmet',
    missing: 'phase=Succeeded, tier=x',
  })
})

test('without a backoff it is five looks, a second apart', () => {
  expect(policy()?.unseen('the API is away', 4)).toEqual({ kind: 'again', afterMs: 1_000, missing: 'the API is away' })
  expect(policy()?.unseen('the API is away', 5)).toEqual({ kind: 'met' })
})
