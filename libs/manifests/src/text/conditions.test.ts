import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conditionNames } from './conditions.ts'
import { dependencyNameLimit } from './dependency-name.ts'
import { vectors } from './vectors.fixture.ts'

describe('conditionNames', () => {
  test.each([
    ['a', ['a']],
    ['a && b', ['a', 'b']],
    ['(dep-1 || dep_2)\n&& dep-1', ['dep-1', 'dep_2']],
    ['((a))&&(b||c)', ['a', 'b', 'c']],
    [`a /* first */ && "b" || 'c' // last`, ['a', 'b', 'c']],
  ])('%j names %j', (text, names) => {
    expect(conditionNames(text)).toEqual({ kind: 'names', names })
  })

  test.each([
    ['a &&', 'expected a dependency name at the end', undefined],
    ['&& a', 'expected a dependency name before "&&"', undefined],
    ['a b', 'expected && or || before "b"', undefined],
    ['a and b', 'expected && or || before "and"', 'write &&'],
    ['a or b', 'expected && or || before "or"', 'write ||'],
    ['a & b', 'a single &', 'write &&'],
    ['a | b', 'a single |', 'write ||'],
    ['(a', 'a ( without its )', undefined],
    ['a)', 'a ) without its (', undefined],
    ['()', 'expected a dependency name before ")"', undefined],
    ['!a', '"!a" is not a dependency name', 'conditions have no negation'],
    ['a == b', 'expected && or || before "=="', undefined],
  ])('%j: %s', (text, message, remedy) => {
    const fault = { kind: 'fault', message, ...(remedy === undefined ? {} : { remedy }) }
    expect(conditionNames(text)).toEqual(fault)
  })

  test('any text gives names or a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ab&|()! ]*$/)), (text) => {
        const result = conditionNames(text)
        expect(result.kind === 'names' ? result.names : result.message).toBeDefined()
      }),
    )
  })

  const cases = vectors('conditions')

  // The original's own quirks ("a" + b joins names, 1st letters of names …) are the sensor library's business: here it
  // matters that nothing is refused which the original runs.
  test.skipIf(cases.length === 0)('refuses nothing that the original accepts', () => {
    const refused = cases.filter(({ input, error }) => {
      const names = conditionNames(String(input['conditions']))
      return error === undefined && input['conditions'] !== '' && names.kind === 'fault'
    })
    expect(refused.map(({ id, input }) => `${id} ${JSON.stringify(input['conditions'])}`)).toEqual([])
  })

  test.skipIf(cases.length === 0)(
    'refuses what the original refuses, but for names that get a warning of their own',
    () => {
      const missed = cases.filter(({ input, error }) => {
        if (error === undefined) return false
        const result = conditionNames(String(input['conditions']))
        const dependencies = input['dependencies'] as readonly string[]
        return (
          result.kind === 'names' &&
          result.names.every((name) => dependencies.includes(name) && dependencyNameLimit(name) === undefined)
        )
      })
      expect(
        missed.map(({ id, input, error }) => `${id} ${JSON.stringify(input['conditions'])} ${error?.message ?? ''}`),
      ).toEqual([])
    },
  )
})
