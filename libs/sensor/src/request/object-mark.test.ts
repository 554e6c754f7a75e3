import { expect, test } from 'vitest'
import { labelValue, markAnnotations, withName } from './object-mark.ts'

test.each([
  ['fine-Name_1.0', 'fine-Name_1.0'],
  ['my trigger', 'my-trigger'],
  ['-é-', ''],
  ['x'.repeat(80), 'x'.repeat(63)],
  [`${'x'.repeat(62)}-y`, 'x'.repeat(62)],
])('%j as the value of a label: %j', (text, value) => {
  expect(labelValue(text)).toBe(value)
})

test('annotations hold so many events, and so much of each id', () => {
  const events = Array.from({ length: 70 }, (_, nth) => [`d${nth}`, 'x'.repeat(300)] as const)
  const ids = JSON.parse(markAnnotations('i', events, 't')['millrace.io/event-ids'] ?? '') as Record<string, string>
  expect(Object.keys(ids)).toHaveLength(64)
  expect(ids['d0']).toHaveLength(256)
})

test('the name of an object that leaves it open', () => {
  expect(withName({ metadata: { generateName: 'a-' } }, 'xyz')).toEqual({
    metadata: { generateName: 'a-', name: 'a-xyz' },
  })
  expect(withName({ metadata: { name: 'a' } }, 'xyz')).toEqual({ metadata: { name: 'a' } })
  expect(withName({ kind: 'Job' }, 'xyz')).toEqual({ kind: 'Job' })
})
