import { describe, expect, test } from 'vitest'
import type { Filters, LogicalOperator } from '@millrace/manifests'
import { tinyLanguages } from '../languages.fixture.ts'
import type { Languages } from '../languages.ts'
import { vectorEvent } from '../vector-event.fixture.ts'
import { compileFilters } from './compile-filters.ts'
import { foundCharsMax } from './verdict.ts'
import type { FilterVerdict } from './verdict.ts'

const event = vectorEvent({
  context: { type: 'webhook', source: 'hook', subject: 'push', time: '2024-03-10T12:30:00Z' },
  data: JSON.stringify({ n: 42, s: 'opened', ok: true, no: false, long: 'x'.repeat(1000) }),
})

function judged(filters: Filters, operator?: LogicalOperator, languages: Languages = tinyLanguages): FilterVerdict {
  return compileFilters(filters, operator, languages).judge(event)
}

describe('a verdict says why', () => {
  test('no filters pass everything', () => {
    expect(compileFilters(undefined, undefined, {}).judge(event)).toEqual({ kind: 'pass' })
  })

  test('data', () => {
    const data = [{ path: 'n', type: 'number', value: ['50', '60'], comparator: '>=' } as const]
    expect(judged({ data })).toEqual({
      kind: 'reject',
      filter: 'data',
      field: 'filters.data[0]',
      path: 'n',
      found: '42',
      expected: '>= 50 or 60',
    })
  })

  test('a pattern', () => {
    const data = [{ path: 's', type: 'string', value: ['^closed$'] } as const]
    expect(judged({ data })).toMatchObject({ found: 'opened', expected: 'to match /^closed$/' })
  })

  test('a missing path is a fault', () => {
    const data = [{ path: 'gone', type: 'bool', value: ['true'] } as const]
    expect(judged({ data })).toMatchObject({
      kind: 'error',
      field: 'filters.data[0]',
      message: 'path "gone" does not exist',
    })
  })

  test('the context', () => {
    expect(judged({ context: { type: 'webhook', subject: 'pull' } })).toMatchObject({
      kind: 'reject',
      filter: 'context',
      path: 'subject',
      found: 'push',
      expected: 'pull',
    })
  })

  test('the time', () => {
    expect(judged({ time: { start: '09:00:00', stop: '12:00:00', timezone: 'Europe/Berlin' } })).toMatchObject({
      kind: 'reject',
      filter: 'time',
      found: '2024-03-10T12:30:00Z',
      expected: '09:00:00 to 12:00:00 Europe/Berlin',
    })
  })

  test('an expression', () => {
    const exprs = [{ expr: 'a == 43', fields: [{ path: 'n', name: 'a' }] }]
    expect(judged({ exprs })).toMatchObject({ filter: 'exprs', path: 'n', found: 'a = 42', expected: 'a == 43' })
  })

  test('a script', () => {
    expect(judged({ script: 'no' })).toMatchObject({ kind: 'reject', filter: 'script' })
    expect(judged({ script: 'ok' })).toEqual({ kind: 'pass' })
  })

  test('without repeating a long value', () => {
    const verdict = judged({ data: [{ path: 'long', type: 'string', value: ['y'] }] })
    expect(verdict.kind === 'reject' && verdict.found.length).toBe(foundCharsMax + 1)
  })

  test('and names the alternatives', () => {
    const verdict = judged({ context: { type: 'x' }, data: [{ path: 'n', type: 'number', value: ['1'] }] }, 'or')
    expect(verdict).toMatchObject({ filter: 'data', others: [{ filter: 'context' }] })
  })
})

describe('or', () => {
  test('needs one kind that passes', () => {
    expect(judged({ context: { type: 'x' }, data: [{ path: 'n', type: 'number', value: ['42'] }] }, 'or').kind).toBe(
      'pass',
    )
  })

  test('is outweighed by a fault of another kind', () => {
    const filters: Filters = { context: { type: 'webhook' }, data: [{ path: 'gone', type: 'number', value: ['42'] }] }
    expect(judged(filters, 'or').kind).toBe('error')
  })
})

describe('what does not compile', () => {
  test('is a problem with its place', () => {
    const { problems } = compileFilters(
      {
        data: [{ path: 'a', type: 'string', value: ['ok', '('] }],
        exprs: [{ expr: 'nonsense', fields: [{ path: 'a', name: 'a' }] }],
        time: { start: '25:00:00', stop: '10:00:00' },
      },
      undefined,
      tinyLanguages,
    )
    expect(problems.map(({ code, field }) => [code, field])).toEqual([
      ['text-invalid', 'filters.exprs[0].expr'],
      ['value-invalid', 'filters.data[0].value[1]'],
      ['value-invalid', 'filters.time.start'],
    ])
  })

  test('is a fault only when it is reached', () => {
    const data = (value: string[]): Filters => ({ data: [{ path: 's', type: 'string', value }] })
    expect(judged(data(['opened', '('])).kind).toBe('pass')
    expect(judged(data(['(', 'opened']))).toMatchObject({ kind: 'error', field: 'filters.data[0].value[0]' })
  })
})

const needy: readonly (readonly [string, string, Filters])[] = [
  ['govaluate', 'filters.exprs[0].expr', { exprs: [{ expr: 'a == 42', fields: [{ path: 'n', name: 'a' }] }] }],
  [
    'goTemplate',
    'filters.data[0].template',
    { data: [{ path: 'n', type: 'number', value: ['42'], template: '{{ .Input }}' }] },
  ],
  ['lua', 'filters.script', { script: 'ok' }],
]

describe.each(needy)('a language that is missing: %s', (language, field, filters) => {
  test('is a problem, and the filter lets nothing pass', () => {
    const { problems, judge } = compileFilters(filters, undefined, {})
    expect(problems).toMatchObject([{ severity: 'error', code: 'language-missing', language, field }])
    expect(judge(event)).toMatchObject({ kind: 'error' })
  })

  test('once there, it is used', () => {
    const { problems, judge } = compileFilters(filters, undefined, tinyLanguages)
    expect(problems).toEqual([])
    expect(judge(event)).toEqual({ kind: 'pass' })
  })
})

describe('a data filter’s template', () => {
  const filter = (template: string, value: string): FilterVerdict =>
    judged({ data: [{ path: 's', type: 'string', value: [value], template }] })

  test('its text is compared instead of what was found', () => {
    expect(filter('<{{ .Input }}>', '^<opened>$')).toEqual({ kind: 'pass' })
  })

  test('giving nothing is a fault', () => {
    expect(filter('{{ .Input.gone }}', '')).toMatchObject({ kind: 'error', message: 'the template gives nothing' })
  })

  test('its text ends at a character that Go’s quoting writes in its own way', () => {
    expect(filter('a\u0001b', '^a$').kind).toBe('pass')
    expect(filter('a\tb\u00A0c', '^a\tb\u00A0c$').kind).toBe('pass')
  })
})
