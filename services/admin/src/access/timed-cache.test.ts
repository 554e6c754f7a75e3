import { expect, test } from 'vitest'
import { TimedCache } from './timed-cache.ts'

function cache(entriesMax = 10) {
  let nowMs = 0
  const asked: string[] = []
  const timed = new TimedCache<string>({ entriesMax, ttlMs: 100, nowMs: () => nowMs })
  const get = (key: string, answer = key) =>
    timed.get(key, () => {
      asked.push(key)
      return answer === 'fault' ? Promise.reject(new Error('fault')) : Promise.resolve(answer)
    })
  return { timed, asked, get, pass: (ms: number) => void (nowMs += ms) }
}

test('an answer holds for its time and not longer', async () => {
  const { asked, get, pass } = cache()
  expect([await get('a', 'one'), await get('a', 'two')]).toEqual(['one', 'one'])
  pass(99)
  expect(await get('a', 'two')).toBe('one')
  pass(1)
  expect(await get('a', 'two')).toBe('two')
  expect(asked).toEqual(['a', 'a'])
})

test('who asks meanwhile waits for the same answer', async () => {
  const { asked, get } = cache()
  expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual(['a', 'a', 'a'])
  expect(asked).toEqual(['a'])
})

test('a failure is told to all who wait and not kept', async () => {
  const { asked, get } = cache()
  const both = await Promise.allSettled([get('a', 'fault'), get('a')])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await get('a', 'well')).toBe('well')
  expect(asked).toEqual(['a', 'a'])
})

test('it never holds more than its bound: the oldest go, and what has run out', async () => {
  const { timed, asked, get, pass } = cache(3)
  for (const key of ['a', 'b', 'c', 'd']) await get(key)
  expect(timed.size).toBe(3)
  await get('a')
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'a'])
  pass(200)
  await get('e')
  expect(timed.size).toBe(1)
})
