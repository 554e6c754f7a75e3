import { expect, test } from 'vitest'
import { atMost, TooManyError } from './at-most.ts'

test('calls beyond the bound are refused until one has ended, in whatever way', async () => {
  const held: PromiseWithResolvers<string>[] = []
  const bounded = atMost(2, (name: string) => {
    const one = Promise.withResolvers<string>()
    held.push(one)
    return one.promise.then((end) => `${name} ${end}`)
  })
  const [first, second] = [bounded('first'), bounded('second')]
  await expect(bounded('third')).rejects.toBeInstanceOf(TooManyError)
  held[0]?.resolve('done')
  expect(await first).toBe('first done')
  const third = bounded('third')
  await expect(bounded('fourth')).rejects.toBeInstanceOf(TooManyError)
  held[1]?.reject(new Error('broken'))
  await expect(second).rejects.toThrow('broken')
  const fourth = bounded('fourth')
  for (const one of held.slice(2)) one.resolve('done')
  expect(await Promise.all([third, fourth])).toEqual(['third done', 'fourth done'])
})
