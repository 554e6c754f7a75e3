import type { Sensor, Trigger } from '@millrace/manifests'
import { describe, expect, test } from 'vitest'
import { attemptsMax, persistenceOf } from './persistence.ts'

function of(retryStrategy: Trigger['retryStrategy'], random = () => 0.5, more: Partial<Trigger> = {}) {
  const trigger: Trigger = { template: { name: 't', log: {} }, ...more, ...(retryStrategy && { retryStrategy }) }
  const sensor: Sensor = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 's', namespace: 'n' },
    spec: { dependencies: [], triggers: [trigger] },
  }
  return persistenceOf(sensor, trigger, random)
}

const pauses = (retryStrategy: Trigger['retryStrategy'], random?: () => number) =>
  Array.from({ length: 7 }, (_, index) => of(retryStrategy, random).pauseAfter(index + 1))

describe('the pauses between tries are those of Argo Events', () => {
  test.each<[string, Trigger['retryStrategy'], (number | undefined)[]]>([
    ['no strategy: one try', undefined, [undefined]],
    ['steps count the tries', { steps: 3, duration: '1s', jitter: 0 }, [1_000, 1_000, undefined]],
    ['0 steps are five', { steps: 0, duration: '1s', jitter: 0 }, [1_000, 1_000, 1_000, 1_000, undefined]],
    ['fewer than 0 too', { steps: -3, duration: '1s', jitter: 0 }, [1_000, 1_000, 1_000, 1_000, undefined]],
    ['a factor', { steps: 4, duration: '1s', factor: 2, jitter: 0 }, [1_000, 2_000, 4_000, undefined]],
    [
      'a factor of 0 keeps the pause',
      { steps: 4, duration: '1s', factor: 0, jitter: 0 },
      [1_000, 1_000, 1_000, undefined],
    ],
    ['jitter does not add up', { steps: 4, duration: '1s', factor: 2, jitter: 0.2 }, [1_100, 2_200, 4_400, undefined]],
    ['what is absent: 1 s, factor 1, jitter 1', {}, [1_500, 1_500, 1_500, 1_500, undefined]],
    ['nanoseconds', { steps: 2, duration: 250_000_000, jitter: 0 }, [250, undefined]],
  ])('%s', (_, strategy, expected) => {
    expect(pauses(strategy).slice(0, expected.length)).toEqual(expected)
  })

  test('there is a bound, whatever the manifest asks for', () => {
    const { pauseAfter } = of({ steps: 10_000_000, duration: '1ms', jitter: 0 })
    expect([pauseAfter(attemptsMax - 1), pauseAfter(attemptsMax)]).toEqual([1, undefined])
  })
})
