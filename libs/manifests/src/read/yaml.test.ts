import { describe, expect, test } from 'vitest'
import { readManifests } from './read-manifests.ts'
import { problemsOf } from './read.fixture.ts'
import { depthMax } from './yaml-documents.ts'
import { parseYamlValue } from './yaml-value.ts'

function valueOf(text: string): unknown {
  const parsed = parseYamlValue(text)
  if (parsed.kind === 'fault') throw new Error(parsed.message)
  return parsed.value
}

describe('YAML as Kubernetes reads it', () => {
  test.each([
    ['a: yes', { a: true }],
    ['a: on', { a: true }],
    ['a: n', { a: false }],
    ['a: "yes"', { a: 'yes' }],
    ['n: 1', { false: 1 }],
    ['a: 0777', { a: 511 }],
    ['a: 0o17', { a: 15 }],
    ['a: -0o17', { a: -15 }],
    ['a: 0x1F', { a: 31 }],
    ['a: 1_000', { a: 1000 }],
    ['a: 2020-01-01', { a: '2020-01-01' }],
    ['a: 2020-01-01T00:00:00Z', { a: '2020-01-01T00:00:00Z' }],
    ['a: 1:20', { a: '1:20' }],
    ['a: 12:30:45', { a: '12:30:45' }],
    ['a: 1\na: 2', { a: 2 }],
    ['b: &b {x: 1, z: 2}\na:\n  <<: *b\n  z: 3', { b: { x: 1, z: 2 }, a: { x: 1, z: 3 } }],
    ['a: ~', { a: null }],
    ['a:', { a: null }],
    ['12: a', { 12: 'a' }],
    ['', null],
  ])('%j', (text, value) => {
    expect(valueOf(text)).toEqual(value)
  })

  test('a key of the name __proto__ is a key like any other', () => {
    const value = valueOf('__proto__: {x: 1}') as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(Object.hasOwn({}, 'x')).toBe(false)
  })
})

describe('texts that cannot be read', { timeout: 60_000 }, () => {
  test.each([
    ['a: *nowhere', '1:4 error syntax'],
    ['a: 1\n<<: 5', '1:1 error syntax'],
    ['a: "no end', '1:11 error syntax'],
    ['a: .inf', '1:1 error syntax'],
    ['a: &x [*x]', '1:1 error limit'],
    ['a:\n\tb: 1', '2:1 error syntax'],
    ['a: [1, 2', '1:9 error syntax'],
  ])('%j: %s', (text, problem) => {
    expect(problemsOf(text)).toContain(problem)
  })

  test.each([
    ['brackets', '['.repeat(20_000)],
    ['braces', '{a: '.repeat(20_000)],
    ['dashes', '- '.repeat(20_000)],
    ['explicit keys', '? '.repeat(20_000)],
  ])('deep %s are refused, and the process lives', (_, text) => {
    expect(problemsOf(text)).toEqual(['1:1 error limit'])
  })

  test(`nesting up to ${String(depthMax)} levels is read`, () => {
    const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
    expect(parseYamlValue(deep(depthMax)).kind).toBe('value')
    expect(parseYamlValue(deep(depthMax + 1)).kind).toBe('fault')
  })

  test('aliases that multiply are refused', () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) =>
        `a${String(i)}: &a${String(i)} [${Array(12)
          .fill(`*a${String(i - 1)}`)
          .join(', ')}]`,
    )
    lines[0] = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x, x, x]'
    expect(parseYamlValue(lines.join('\n')).kind).toBe('fault')
  })
})

describe('remarks', () => {
  test('equal keys', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, name: b}\ndata:\n  x: "1"\n  "x": "2"\n'
    expect(problemsOf(text)).toEqual(['3:21 warning duplicate metadata.name', '6:3 warning duplicate data.x'])
    expect(readManifests(text, 'f').objects[0]?.object).toMatchObject({ metadata: { name: 'b' }, data: { x: '2' } })
  })

  test('integers that JavaScript rounds', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  list: "x"\n  big: [12345678901234567890]\n'
    expect(problemsOf(text)).toContain('6:9 warning precision data.big[0]')
  })
})
