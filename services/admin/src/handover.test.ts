import { expect, test } from 'vitest'
import { Handover } from './handover.ts'

test('each item is taken once, in order, and whoever gives waits until its own is', async () => {
  const handover = new Handover<number>()
  const taken: number[] = []
  const given = [1, 2, 3].map((item) => handover.give(item).then(() => taken.push(item)))
  expect(taken).toEqual([])
  expect([await handover.take(), await handover.take(), await handover.take()]).toEqual([1, 2, 3])
  await Promise.all(given)
  expect(taken).toEqual([1, 2, 3])
})

test('who takes waits for what comes; closing ends takers and givers', async () => {
  const handover = new Handover<string>()
  const waiting = handover.take()
  void handover.give('late')
  expect(await waiting).toBe('late')
  const [last, unheard] = [handover.take(), new Handover<string>()]
  handover.close()
  expect(await last).toBeUndefined()
  await handover.give('too late')
  const stuck = unheard.give('never taken')
  unheard.close()
  await stuck
})
