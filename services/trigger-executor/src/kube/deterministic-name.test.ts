import { expect, test } from 'vitest'
import { suffixOf, withFixedName } from './deterministic-name.ts'

const nameOf = (metadata: Record<string, string>, id = 'a'.repeat(32)): unknown =>
  withFixedName({ kind: 'Job', metadata }, id)['metadata']

test('the same invocation gets the same name, another one another', () => {
  const first = nameOf({ generateName: 'job-' })
  expect(first).toEqual({ generateName: 'job-', name: `job-${suffixOf('a'.repeat(32))}` })
  expect(nameOf({ generateName: 'job-' })).toEqual(first)
  expect(nameOf({ generateName: 'job-' }, 'b'.repeat(32))).not.toEqual(first)
})

test('a name that is given stays, and what has neither stays without', () => {
  expect(nameOf({ name: 'given', generateName: 'job-' })).toEqual({ name: 'given', generateName: 'job-' })
  expect(nameOf({})).toEqual({})
  expect(withFixedName({ kind: 'Job' }, 'a')).toEqual({ kind: 'Job' })
})

test('a long prefix is cut to what a name may have', () => {
  expect(nameOf({ generateName: 'x'.repeat(100) })).toMatchObject({
    name: expect.stringMatching(/^x{53}[b-z2-9]{10}$/u),
  })
})

test('twenty thousand suffixes are all different', () => {
  const seen = new Set(Array.from({ length: 20_000 }, (_, nth) => suffixOf(String(nth))))
  expect(seen.size).toBe(20_000)
  expect([...seen].every((suffix) => /^[bcdfghjklmnpqrstvwxz2456789]{10}$/u.test(suffix))).toBe(true)
})
