import { describe, expect, test } from 'vitest'
import { Time } from '@millrace/gotime'
import { ExprError, Func, anyType, compile, funcType, run, stringType } from './index.ts'
import type { PlainMap, RunOptions, Value } from './index.ts'

const evaluate = (source: string, env: PlainMap = {}, options?: RunOptions): Value => {
  return run(compile(source, { env }), env, options)
}

function failure(act: () => unknown): ExprError {
  try {
    act()
  } catch (error) {
    if (error instanceof ExprError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('errors', () => {
  test('a compile error has its place and a caret', () => {
    const error = failure(() => evaluate('1 +\n\té + nope', { é: 1 }))
    expect(error).toMatchObject({ stage: 'compile', line: 2, column: 6, reason: 'unknown name nope' })
    expect(error.snippet).toBe('\n |  é + nope\n | .....^')
    expect(error.message).toBe('unknown name nope (2:6)\n |  é + nope\n | .....^')
  })

  test('a run error is shown at the operation that failed', () => {
    const env = { payload: { n: 'x', m: 1 } }
    const error = failure(() => evaluate('payload.m > 0 && payload.n < 3', env))
    expect(error).toMatchObject({ stage: 'run', line: 1, column: 28, reason: 'invalid operation: string < int' })
  })

  test('a column counts runes', () => {
    expect(failure(() => evaluate('"😀é" + 1'))).toMatchObject({ line: 1, column: 6 })
  })

  test('a long line is shown in part', () => {
    const error = failure(() => evaluate(`"${'a'.repeat(100_000)}" + 1`))
    expect(error.column).toBe(100_004)
    expect(error.message.length).toBeLessThan(2000)
    expect(error.snippet).toContain('+ 1')
  })
})

describe('budgets', () => {
  test('steps', () => {
    expect(evaluate('count(1..100, # > 0)', {}, { steps: 1000 })).toBe(100n)
    expect(failure(() => evaluate('count(1..1000, # > 0)', {}, { steps: 1000 })).reason).toBe('step budget exceeded')
  })

  test('memory is counted as in the original: reaching it is too much', () => {
    expect(evaluate('len(1..99)', {}, { memory: 100 })).toBe(99n)
    expect(failure(() => evaluate('len(1..100)', {}, { memory: 100 })).reason).toBe('memory budget exceeded')
  })

  test('loops in loops end', () => {
    const error = failure(() => evaluate('any(a, any(a, any(a, # < 0)))', { a: Array.from({ length: 900 }, () => 1) }))
    expect(error.reason).toBe('step budget exceeded')
  })

  test.each([
    ['let a = repeat("ab", 400000); replace(a, "", a)'],
    [`let a0 = repeat("a", 900000); ${doublings((a) => `${a} + ${a}`)}`],
    [`let a0 = [1, 1]; ${doublings((a) => `[${a}, ${a}]`)}`, 'toJSON'],
    [`let a0 = [1, 1]; ${doublings((a) => `[${a}, ${a}]`)}`, 'string'],
    [`let a0 = [1, 1]; ${doublings((a) => `[${a}, ${a}]`)}`, 'flatten'],
    ['sort(map(1..400000, -#))'],
    ['uniq(1..300000)'],
  ])('what grows beyond all bounds ends: %s %s', (source, wrap = '') => {
    const wrapped = wrap === '' ? source : source.replace(/a40$/, `${wrap}(a40)`)
    expect(failure(() => evaluate(wrapped)).reason).toMatch(/budget exceeded/)
  })
})

function doublings(twice: (name: string) => string): string {
  const lets = Array.from({ length: 40 }, (_, at) => `let a${at + 1} = ${twice(`a${at}`)};`)
  return `${lets.join(' ')} a40`
}

describe('bounds of the source', () => {
  test.each(['(', '[', '-', 'not ', '{a: ', 'x[', 'len(', 'true ? ', 'if true { '])('%s without end', (open) => {
    expect(failure(() => compile(open.repeat(100_000))).reason).toMatch(/nests too deeply|unexpected token/)
  })

  test('a long sum is no deep one', () => {
    expect(evaluate(`1${' + 1'.repeat(4900)}`)).toBe(4901n)
    expect(evaluate(`ok${' and ok'.repeat(2000)}`, { ok: true })).toBe(true)
  })

  test('more than 10,000 nodes are too many', () => {
    expect(failure(() => compile(`[${'1,'.repeat(10_000)}]`)).reason).toMatch(/maximum allowed nodes/)
  })

  test('a shared operand does not make the work double with each level', () => {
    const nested = '(1 < '.repeat(40) + 'x' + ' < 2) == true ? 1 : 2'.repeat(40)
    expect(failure(() => compile(nested)).reason).toMatch(/too complex|unexpected token|mismatched/)
  })
})

describe('the host', () => {
  test('the clock comes from outside', () => {
    const now = evaluate('now()', {}, { now: () => 1_700_000_000_123_456_789n })
    expect(now).toBeInstanceOf(Time)
    expect(evaluate('now().UnixNano() - 1', {}, { now: () => 7n })).toBe(6n)
    expect(failure(() => evaluate('now()')).reason).toMatch(/needs a clock/)
  })

  test('functions of the env are called with their own types', () => {
    const shout = new Func(funcType([stringType], [stringType]), ([text]) =>
      typeof text === 'string' ? `${text}!` : null,
    )
    const env = { shout, sprig: { shout }, payload: { s: 'a', n: 1 } }
    expect(evaluate('shout(payload.s) + sprig.shout("b")', env)).toBe('a!b!')
    expect(evaluate('sprig.shout(nil)', env)).toBe('!')
    expect(failure(() => evaluate('shout(1)', env)).stage).toBe('compile')
    expect(failure(() => evaluate('sprig.shout(payload.n)', env)).reason).toMatch(/Call using float64 as type string/)
    expect(failure(() => evaluate('sprig.nope()', env)).reason).toMatch(/cannot call nil/)
  })

  test('a function of any takes what it is given', () => {
    const first = new Func(funcType([anyType], [anyType]), ([value = null]) => value)
    expect(evaluate('first2([1, 2])[1]', { first2: first })).toBe(2n)
  })

  test('a program keeps nothing between runs', () => {
    const env = { a: [1, 2] }
    const program = compile('let x = len(a); map(a, # + x)', { env })
    expect(run(program, env)).toEqual([3, 4])
    expect(run(program, { a: [5] })).toEqual([6])
    expect(run(program, env)).toEqual([3, 4])
  })

  test('names that every object has are keys like others', () => {
    const payload = JSON.parse('{"__proto__": 1, "x": {}}') as PlainMap
    const env = { payload }
    expect(evaluate('payload.__proto__ == 1 && payload.x.constructor == nil && payload.x.toString == nil', env)).toBe(
      true,
    )
    expect(evaluate('"toString" in payload or "x" not in payload', env)).toBe(false)
    expect(failure(() => evaluate('constructor', env)).reason).toBe('unknown name constructor')
    expect(Object.keys(evaluate('{"__proto__": 1}') as PlainMap)).toEqual(['__proto__'])
  })

  test('without an env no name is an error', () => {
    expect(run(compile('a ?? "none"'), {})).toBe('none')
    expect(run(compile('a + 1'), { a: 1n })).toBe(2n)
  })
})
