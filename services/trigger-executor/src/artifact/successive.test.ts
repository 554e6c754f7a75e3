import { expect, test } from 'vitest'
import { Successive } from './successive.ts'

test('who asks while a run is under way shares the next one with all others', async () => {
  const successive = new Successive<number>()
  const ends: (() => void)[] = []
  let runs = 0
  const run = async (): Promise<number> => {
    const mine = (runs += 1)
    await new Promise<void>((resolve) => ends.push(resolve))
    return mine
  }
  const first = successive.ask(run)
  const second = successive.ask(run)
  const third = successive.ask(run)
  expect(runs).toBe(1)
  ends.shift()?.()
  expect(await first).toBe(1)
  await new Promise(setImmediate)
  const fourth = successive.ask(run)
  expect(runs).toBe(2)
  ends.shift()?.()
  expect(await Promise.all([second, third])).toEqual([2, 2])
  await new Promise(setImmediate)
  ends.shift()?.()
  expect(await fourth).toBe(3)
  const fresh = successive.ask(run)
  ends.shift()?.()
  expect(await fresh).toBe(4)
})

test('a run that fails fails those that share it, and the next begins', async () => {
  const successive = new Successive<string>()
  const broken = successive.ask(() => Promise.reject(new Error('no')))
  const next = successive.ask(() => Promise.resolve('yes'))
  await expect(broken).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
