import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guardOf } from './guard.ts'
import { compile, run } from './program.ts'

const names = new Set(['namespace', 'discriminator', 'metadata', 'payload'])
const guard = (source: string, maps = new Set(['metadata', 'payload'])) =>
  guardOf(source, { name: 'discriminator', names, maps })

test.each([
  ['discriminator == "a"', 'a'],
  ['"a" == discriminator', 'a'],
  ['discriminator == "a" && payload.x.y > 3', 'a'],
  ['payload.x == 1 and discriminator == "a" and payload.x.y > 3', 'a'],
  ['metadata["x-a"] == ["true"] && payload.message != "" && discriminator == "a"', 'a'],
  ['namespace == "n" && (discriminator == "a")', 'a'],
  // What may fail is asked first, so it must be asked.
  ['payload.x.y == 1 && discriminator == "a"', undefined],
  ['payload.x > 1 && discriminator == "a"', undefined],
  ['metadata["x-a"][0] == "b" && discriminator == "a"', undefined],
  ['len(payload.x) == 1 && discriminator == "a"', undefined],
  // Other ways to be true.
  ['discriminator == "a" || payload.x == 1', undefined],
  ['discriminator == "a" || discriminator == "b"', undefined],
  ['not (discriminator == "a")', undefined],
  ['discriminator != "a"', undefined],
  ['discriminator in ["a"]', undefined],
  ['discriminator == payload.x', undefined],
  ['let discriminator2 = "a"; discriminator == "a"', undefined],
  ['true', undefined],
])('%s: %s', (source, text) => {
  expect(guard(source)).toBe(text)
})

test('a member of what may be no map may fail', () => {
  expect(guard('payload.x == 1 && discriminator == "a"', new Set(['metadata']))).toBeUndefined()
})

test('an expression whose guard says no gives false, whatever else it asks', () => {
  const conditions = [
    'discriminator == "a"',
    'payload.x == 1',
    'payload.x != nil',
    'metadata["x-a"] == ["true"]',
    'payload.x.y == 2',
    'payload.x > 1',
    'namespace == "n"',
  ]
  const env = fc.record({
    namespace: fc.constantFrom('n', 'm'),
    discriminator: fc.constantFrom('b', 'c'),
    metadata: fc.constantFrom({}, { 'x-a': ['true'] }),
    payload: fc.constantFrom({}, { x: 1 }, { x: { y: 2 } }, { x: 'text' }),
  })
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...conditions), { minLength: 1, maxLength: 5 }), env, (parts, given) => {
      const source = parts.join(' && ')
      if (guard(source) === undefined) return
      expect(run(compile(source, { env: given }), given), source).toBe(false)
    }),
  )
})
