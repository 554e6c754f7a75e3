import { expect, test } from 'vitest'
import { Gather } from './gather.ts'

test('what is asked in one pass is put as one, and each gets its own answer', async () => {
  const calls: number[][] = []
  const gather = new Gather<number, string>(0, (numbers) => {
    calls.push([...numbers])
    return Promise.resolve(numbers.map(String))
  })
  expect(await Promise.all([gather.ask(1), gather.ask(2), gather.ask(3)])).toEqual(['1', '2', '3'])
  expect(await gather.ask(4)).toBe('4')
  expect(calls).toEqual([[1, 2, 3], [4]])
})

test('a failed call fails those who asked, and nobody after them', async () => {
  let fails = true
  const gather = new Gather<number, number>(5, (numbers) =>
    fails ? Promise.reject(new Error('away')) : Promise.resolve(numbers),
  )
  const asked = [gather.ask(1), gather.ask(2)]
  await expect(asked[0]).rejects.toThrow('away')
  await expect(asked[1]).rejects.toThrow('away')
  fails = false
  expect(await gather.ask(3)).toBe(3)
})

test('an answer that is missing fails its question alone', async () => {
  const gather = new Gather<number, number>(0, () => Promise.resolve([1]))
  const [first, second] = [gather.ask(1), gather.ask(2)]
  expect(await first).toBe(1)
  await expect(second).rejects.toThrow(RangeError)
})

test('hurrying puts what has gathered at once, and only once', async () => {
  const calls: number[][] = []
  const gather = new Gather<number, number>(60_000, (numbers) => {
    calls.push([...numbers])
    return Promise.resolve(numbers)
  })
  gather.hurry()
  const asked = gather.ask(1)
  gather.hurry()
  gather.hurry()
  expect(await asked).toBe(1)
  expect(calls).toEqual([[1]])
})
