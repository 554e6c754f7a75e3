import { expect, test } from 'vitest'
import { merged } from './merged.ts'

test('maps are merged, lists and scalars replaced, empty values and null too', () => {
  const under = { a: { b: 1, c: [1, 2], d: 'x' }, keep: true, gone: 'x', empty: 'x' }
  const over = { a: { c: [3], d: { e: 1 } }, gone: null, empty: '', zero: 0 }
  expect(merged(under, over)).toEqual({
    a: { b: 1, c: [3], d: { e: 1 } },
    keep: true,
    gone: null,
    empty: '',
    zero: 0,
  })
})

test('a member named __proto__ stays a member', () => {
  const over = JSON.parse('{"__proto__": {"x": 1}}') as Record<string, never>
  const both = merged({}, over)
  expect(JSON.stringify(both)).toBe('{"__proto__":{"x":1}}')
  expect(Object.getPrototypeOf(both)).toBe(Object.prototype)
})
