import { expect, test } from 'vitest'
import { WorkQueue, type WorkOptions } from './work-queue.ts'

function queue(act: WorkOptions['act'], options: Partial<WorkOptions> = {}) {
  const stop = new AbortController()
  const faults: string[] = []
  const work = new WorkQueue({
    act,
    parallelMax: 2,
    backOff: { firstMs: 1, maxMs: 4 },
    stop: stop.signal,
    onFault: (key) => void faults.push(key),
    ...options,
  })
  return { work, stop, faults }
}

test('no more at once than allowed, and a key never twice at once', async () => {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const { work } = queue((key) => {
    begun.push(key)
    return new Promise((resolve) => ends.push(() => resolve(undefined)))
  })
  for (const key of ['a', 'b', 'c', 'a']) work.add(key)
  expect(begun).toEqual(['a', 'b'])
  ends.shift()?.()
  await new Promise(setImmediate)
  expect(begun).toEqual(['a', 'b', 'c'])
  ends.shift()?.()
  await new Promise(setImmediate)
  expect(begun).toEqual(['a', 'b', 'c', 'a'])
})

test('what fails is tried again, and keeps no other from its turn', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let tries = 0
  const done: string[] = []
  const { work, faults } = queue(async (key) => {
    if (key === 'bad' && ++tries < 4) throw new Error('not yet')
    done.push(key)
    if (key === 'bad') resolve()
  })
  work.add('bad')
  work.add('good')
  await promise
  expect(faults).toEqual(['bad', 'bad', 'bad'])
  expect(done).toEqual(['good', 'bad'])
})

test('what is to be done again is, with a pause, and is no fault', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let tries = 0
  const { work, faults } = queue(async () => {
    if (++tries < 3) return 'again'
    resolve()
    return undefined
  })
  work.add('a')
  await promise
  expect([tries, faults]).toEqual([3, []])
})

test('after the stop nothing begins, and what is at work may end', async () => {
  const begun: string[] = []
  let end = (): void => {}
  const { work, stop } = queue(
    (key) => {
      begun.push(key)
      return new Promise((resolve) => (end = () => resolve(undefined)))
    },
    { parallelMax: 1 },
  )
  work.add('a')
  work.add('b')
  stop.abort()
  work.add('c')
  setImmediate(end)
  await work.settled()
  expect(begun).toEqual(['a'])
})
