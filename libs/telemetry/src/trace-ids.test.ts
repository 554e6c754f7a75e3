import { expect, test } from 'vitest'
import { createTraceIds } from './trace-ids.ts'

test('ids are hex of their length and do not repeat', () => {
  const ids = createTraceIds()
  const seen = new Set<string>()
  for (let made = 0; made < 50_000; made++) {
    const trace = ids.traceId()
    const span = ids.spanId()
    expect(/^[0-9a-f]{32}$/.test(trace) && /^[0-9a-f]{16}$/.test(span)).toBe(true)
    seen.add(trace).add(span)
  }
  expect(seen.size).toBe(100_000)
})

test('a seed makes the same ids again, another seed others', () => {
  const of = (...seed: number[]) => createTraceIds(new Uint32Array(seed)).traceId()
  expect(of(1, 2, 3, 4)).toBe(of(1, 2, 3, 4))
  expect(of(1, 2, 3, 4)).not.toBe(of(1, 2, 3, 5))
})

test('a seed of zeros makes no id of zeros, and every digit comes up at every place', () => {
  const ids = createTraceIds(new Uint32Array(4))
  const digits = Array.from({ length: 16 }, () => new Set<string>())
  for (let made = 0; made < 2_000; made++) {
    const id = ids.spanId()
    expect(id).not.toBe('0'.repeat(16))
    digits.forEach((seen, at) => seen.add(id.charAt(at)))
  }
  // The last bit is set always, so the last digit is one of eight.
  expect(digits.map((seen) => seen.size)).toEqual([...Array.from({ length: 15 }, () => 16), 8])
})
