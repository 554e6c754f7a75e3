import { expect, test } from 'vitest'
import { partitionOf } from './fnv1a.ts'

// Published FNV-1a values: "" 0x811c9dc5, "a" 0xe40c292c, "foobar" 0xbf9cf968; all three are negative as int32.
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('the partition of %j', (key, hash) => {
  for (const count of [1, 3, 12, 100]) {
    expect(partitionOf(Buffer.from(key), count)).toBe(Math.abs((hash - 2 ** 32) % count))
  }
})
