import { describe, expect, test } from 'vitest'
import { JqError, compile } from './index.ts'
import type { RunOptions, Value } from './index.ts'

const all = (source: string, input: Value = null, options: RunOptions = {}): Value[] => [
  ...compile(source).run(input, options),
]

function failure(act: () => unknown): JqError {
  try {
    act()
  } catch (error) {
    if (error instanceof JqError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('outputs', () => {
  test('come one by one, and no more work is done than is asked for', () => {
    const outputs = compile('1, 2, error("late")').run(null)
    expect(outputs.next().value).toBe(1n)
    expect(outputs.next().value).toBe(2n)
    expect(failure(() => outputs.next())).toMatchObject({ code: 'failed', reason: 'error: late' })
  })

  test('a program can be run again and again, and runs do not disturb each other', () => {
    const program = compile('.[] as $x | $x + 1')
    const [a, b] = [program.run([1, 2]), program.run([10, 20])]
    expect([a.next().value, b.next().value, a.next().value, b.next().value]).toEqual([2, 11, 3, 21])
  })

  test('the input is not changed', () => {
    const input = { a: [1, { b: 2 }], c: 'x' }
    const before = structuredClone(input)
    all('.a[1].b |= . + 1 | del(.c) | .a[0] = 5 | .a += [1] | map_values(.)', input)
    expect(input).toEqual(before)
  })

  test('integers have any size, and floats stay floats', () => {
    expect(all('9007199254740993 + 1, 2 * 3, .n * 1, 7 / 2, 6 / 2', { n: 9007199254740992 })).toEqual([
      9007199254740994n,
      6n,
      9007199254740992,
      3.5,
      3n,
    ])
  })

  test('names of members are only names', () => {
    const input = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as Value
    expect(all('.__proto__.a, .constructor, .toString, has("valueOf")', input)).toEqual([1, 2, null, false])
    expect(all('{"__proto__": 1} | .__proto__ += 1 | to_entries[0]')).toEqual([{ key: '__proto__', value: 2n }])
  })
})

describe('functions', () => {
  test('see what stood around them where they were defined', () => {
    expect(all('def f(g): 10 as $x | g; 1 as $x | f($x, 2)')).toEqual([1n, 2n])
    expect(all('def f: 1; def g: f; def f: 2; [f, g]')).toEqual([[2n, 1n]])
    expect(all('def outer($n): def inner: $n + 1; inner | inner; outer(1)')).toEqual([2n])
  })

  test('calls in last place take no room', () => {
    expect(all('def f: if . == 0 then "done" else . - 1 | f end; 40000 | f')).toEqual(['done'])
  })

  test('the library can be hidden by the program', () => {
    expect(all('def map(f): "mine"; [1] | map(.)')).toEqual(['mine'])
    expect(all('def to_entries: "mine"; {a: 1} | with_entries(.value += 1)')).toEqual([{ a: 2n }])
  })
})

describe('faults', () => {
  test('of what comes after a try are not for that try', () => {
    expect(failure(() => all('(try 1 catch "caught") | error("out")')).reason).toBe('error: out')
    expect(all('try ((try 1 catch "in") | error("out")) catch .')).toEqual(['out'])
  })

  test('a break ends its own label only', () => {
    expect(all('label $a | label $b | 1, break $a, 2')).toEqual([1n])
    expect(all('[label $a | (label $b | 1, break $b, 2), 3]')).toEqual([[1n, 3n]])
  })

  test('say where, with the line', () => {
    expect(failure(() => all('.a |\n  .b.c', { a: { b: 'x' } }))).toMatchObject({
      stage: 'run',
      code: 'failed',
      line: 2,
      column: 5,
      reason: 'expected an object but got: string ("x")',
      snippet: '\n |   .b.c\n | ....^',
    })
    expect(failure(() => compile('[.a, .b'))).toMatchObject({ stage: 'compile', code: 'syntax', line: 1, column: 8 })
    expect(failure(() => compile('1 + nope(2)'))).toMatchObject({ code: 'undefined', column: 5 })
    expect(failure(() => compile('import "a" as a; .'))).toMatchObject({ code: 'unsupported' })
    expect(failure(() => all('halt'))).toMatchObject({ code: 'halted' })
  })
})

describe('the world', () => {
  test('is only what is given', () => {
    expect(all('now', null, { now: () => 12.5 })).toEqual([12.5])
    expect(failure(() => all('now')).reason).toMatch(/clock/)
    expect(all('env, $ENV')).toEqual([{}, {}])
    const localZone = () => ({ offset: 3600, name: 'CET' })
    expect(all('0 | localtime[3], strflocaltime("%H %z %Z")', null, { localZone })).toEqual([1n, '01 +0100 CET'])
    expect(all('0 | localtime[3], gmtime[3]')).toEqual([0n, 0n])
  })
})

describe('paths', () => {
  test('are followed where values are read, and made where they are set', () => {
    expect(all('[path(..)]', { a: [1] })).toEqual([[[], ['a'], ['a', 0n]]])
    expect(all('.a[2].b = 1')).toEqual([{ a: [null, null, { b: 1n }] }])
    expect(all('del(.[1, 2])', [1, 2, 3])).toEqual([[1]])
    expect(all('try path(.a | tostring | .b) catch .', { a: 1 })).toEqual(['expected an object but got: string ("1")'])
    expect(all('try path([.a] | .[0]) catch .', { a: 1 })).toEqual(['invalid path against: array ([1])'])
  })
})
