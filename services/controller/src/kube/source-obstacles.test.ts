import type { SourceState } from '@millrace/registry'
import { expect, test } from 'vitest'
import { sourceObstacles } from './source-obstacles.ts'

const state = (eventName: string, state: SourceState['state'], error: string, eventSource = 's'): SourceState => ({
  namespace: 'n',
  eventSource,
  eventName,
  state,
  error,
  errorAtUs: error === '' ? 0 : 1,
})

test('an event that nobody serves is an error of its EventSource, and hides what is a word alone', () => {
  const states = [
    state('b', 'failed', 'the port is taken'),
    state('a', 'failed', 'no such resource'),
    state('c', 'connected', 'one replica has no port'),
    state('d', 'connected', ''),
  ]
  const message = 'event a: no such resource; event b: the port is taken'
  expect([...sourceObstacles(states)]).toEqual([
    ['EventSource n/s', { reason: 'SourceFailed', message, isError: true }],
  ])
})

test('what is served all the same is no error; what fares well is not spoken of', () => {
  const states = [state('a', 'connected', 'one replica has no port'), state('a', 'connected', '', 'fine')]
  const message = 'event a: one replica has no port'
  expect([...sourceObstacles(states)]).toEqual([
    ['EventSource n/s', { reason: 'SourceImpaired', message, isError: false }],
  ])
})

test('of many events the first five are named, and the others counted', () => {
  const states = Array.from({ length: 7 }, (_, nth) => state(`e${nth}`, 'failed', 'x'))
  expect(sourceObstacles(states).get('EventSource n/s')?.message).toBe(
    'event e0: x; event e1: x; event e2: x; event e3: x; event e4: x; and 2 more',
  )
})
