import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

test('no more places are taken than there are, and who waits gets one in turn', async () => {
  const slots = new Slots(2)
  await slots.take()
  await slots.take()
  const order: number[] = []
  const waiting = [1, 2, 3].map(async (nth) => {
    await slots.take()
    order.push(nth)
  })
  await Promise.resolve()
  expect([slots.taken, order]).toEqual([2, []])
  slots.release()
  slots.release()
  await waiting[1]
  expect([slots.taken, order]).toEqual([2, [1, 2]])
  slots.release()
  await Promise.all(waiting)
  slots.release()
  slots.release()
  expect([slots.taken, order]).toEqual([0, [1, 2, 3]])
})

test('thousands may wait without the queue growing for ever', async () => {
  const slots = new Slots(1)
  let done = 0
  const all = Array.from({ length: 5_000 }, async () => {
    await slots.take()
    done += 1
    setImmediate(() => slots.release())
  })
  await Promise.all(all)
  expect(done).toBe(5_000)
})
