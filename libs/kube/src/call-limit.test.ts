import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { CallLimit } from './call-limit.ts'

test('ends with the stop, for its reason; at once where that is over already', () => {
  const stop = new AbortController()
  using limit = new CallLimit(stop.signal, 60_000)
  expect(limit.signal.aborted).toBe(false)
  stop.abort('over')
  using late = new CallLimit(stop.signal, 60_000)
  expect([limit.signal.reason, late.signal.reason]).toEqual(['over', 'over'])
})

test('ends after its time', async () => {
  using limit = new CallLimit(undefined, 1)
  await new Promise((resolve) => limit.signal.addEventListener('abort', resolve))
  expect(limit.signal.aborted).toBe(true)
})

test('leaves nothing behind', () => {
  const { signal } = new AbortController()
  new CallLimit(signal, 60_000)[Symbol.dispose]()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
