import { expect, test } from 'vitest'
import { inParallel } from './in-parallel.ts'

test('never more at once than allowed, all of them, begun in their order', async () => {
  const begun: number[] = []
  let atWork = 0
  let most = 0
  await inParallel([0, 1, 2, 3, 4, 5, 6], 3, async (item) => {
    begun.push(item)
    most = Math.max(most, ++atWork)
    await Promise.resolve()
    atWork--
  })
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(most).toBe(3)
})

test('after a failure nothing more is begun; what is under way ends before it is thrown', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const slow = Promise.withResolvers<void>()
  const all = inParallel([0, 1, 2, 3], 2, async (item) => {
    begun.push(item)
    if (item === 0) throw new RangeError('no')
    await slow.promise
    ended.push(item)
  })
  slow.resolve()
  await expect(all).rejects.toThrow('no')
  expect([begun, ended]).toEqual([[0, 1], [1]])
})

test('nothing to do is done', async () => {
  await inParallel([], 4, () => Promise.reject(new Error('never')))
})
