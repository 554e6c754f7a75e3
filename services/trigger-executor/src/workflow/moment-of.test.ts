import { expect, test } from 'vitest'
import { momentOf } from './moment-of.ts'

test('the randomness of an invocation is its own, and the same for each attempt', () => {
  const bytes = (id: string, ...counts: number[]) => {
    const { randomBytes } = momentOf(id, 1_000)
    return Buffer.concat(counts.map((count) => randomBytes?.(count) ?? Buffer.alloc(0))).toString('hex')
  }
  expect(bytes('a', 3, 100, 1)).toBe(bytes('a', 104))
  expect(bytes('a', 16)).not.toBe(bytes('b', 16))
  expect(momentOf('a', 1_500_000).nowMs?.()).toBe(1_500)
})
