import { describe, expect, test } from 'vitest'
import { compileCondition } from './condition.ts'
import { conditionCharsMax, conditionDepthMax } from './parse.ts'

const dependencies = ['a', 'b', 'c-d', 'len', 'in']

describe('a fault says where it is', () => {
  test.each([
    ['a && !b', 5, 'negation'],
    ['a & b', 2, 'write &&'],
    ['a && nobody', 5, '"nobody"'],
    ['a b', 2, 'expected && or ||'],
    ['(a', 0, 'without its )'],
    ['a)', 1, 'without its ('],
    ['a &&', 4, 'at the end'],
    ['a || len', 5, 'rename'],
    ['a || in', 5, 'rename'],
    ['a == b', 2, '"="'],
    ['()', 1, 'expected a dependency name'],
  ])('%s', (text, at, message) => {
    const fault = compileCondition(text, dependencies)
    expect(fault).toMatchObject({ kind: 'fault', at })
    expect(fault.kind === 'fault' && fault.message).toContain(message)
  })

  test('also when the dependencies themselves cannot be joined', () => {
    expect(compileCondition(undefined, ['a', 'b c'])).toMatchObject({ kind: 'fault' })
    expect(compileCondition('', [])).toMatchObject({ kind: 'fault' })
  })
})

describe('bounds', () => {
  test('a text too long is a fault', () => {
    expect(compileCondition('a'.padEnd(conditionCharsMax + 1), ['a'])).toMatchObject({ kind: 'fault' })
    expect(compileCondition('a'.padEnd(conditionCharsMax), ['a'])).toMatchObject({ kind: 'condition' })
  })

  test('a nesting too deep is a fault', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)}`
    expect(compileCondition(nested(conditionDepthMax + 1), ['a'])).toMatchObject({ kind: 'fault' })
    expect(compileCondition(nested(conditionDepthMax), ['a'])).toMatchObject({ kind: 'condition' })
  })

  test('many dependencies are joined without nesting', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `d${index}`)
    const condition = compileCondition(undefined, names)
    expect(condition.kind === 'condition' && condition.holds(() => true)).toBe(true)
  })
})

test.each([
  ['a && b && c-d', [], ['a', 'b', 'c-d']],
  ['a && b && c-d', ['b'], ['a', 'c-d']],
  ['(a && b) || c-d', [], ['c-d']],
  ['(a && b) || c-d', ['a'], ['b']],
  ['a && (b || c-d)', ['c-d'], ['a']],
  ['a && b', ['a', 'b'], []],
])('what %s lacks beside %j: %j', (text, present, missing) => {
  const condition = compileCondition(text, dependencies)
  const has = (name: string): boolean => present.includes(name)
  expect(condition.kind === 'condition' && condition.missing(has)).toEqual(missing)
})
