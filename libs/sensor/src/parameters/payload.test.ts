import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TriggerParameter } from '@millrace/manifests'
import { tinyLanguages } from '../languages.fixture.ts'
import { vectorEvent } from '../vector-event.fixture.ts'
import { isDirect } from './direct-payload.ts'
import { compilePayload, compileStepwise } from './payload.ts'
import type { Events } from './source.ts'

const json = { datacontenttype: 'application/json' }

function eventsOf(data: string): Events {
  return new Map([['d', vectorEvent({ context: { id: 'e-1', ...json }, data })]])
}

const keys = ['a', 'b', 'c', 'list', 'gone', 'a.x', 'list.0', 'list.#', 'a.*', '@this', '{a,b}', '!{', 'b|@ugly']
const names = ['x', 'y_1', 'Z-z', 'w', 'x.y', '0', '-1', 'é', ':1', 'a*', '', '"']

const sources = fc.record(
  {
    dependencyName: fc.constantFrom('d', 'd', 'd', 'other'),
    dataKey: fc.constantFrom(...keys),
    contextKey: fc.constantFrom('id', 'time', 'gone'),
    value: fc.string({ unit: 'binary', maxLength: 4 }),
    useRawData: fc.boolean(),
  },
  { requiredKeys: ['dependencyName'] },
)

const parameters = fc.array(fc.record({ src: sources, dest: fc.constantFrom(...names) }), { maxLength: 5 })
const plain = fc
  .array(sources, { maxLength: 4 })
  .map((list) => list.map((src, index): TriggerParameter => ({ src, dest: names[index] ?? 'v' })))

const texts = fc.string({ unit: fc.constantFrom('<', '"', '\\', '\n', 'é', '😀', 'a', '\u2028', '\u007F') })
const values = fc.oneof(
  texts,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)
const documents = fc
  .record({
    a: fc.oneof(values, fc.dictionary(fc.constantFrom('x', 'y'), values)),
    b: values,
    c: values,
    list: fc.array(values),
  })
  .chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, undefined, 2), '[1', ''))

describe('written directly, a payload has the same bytes as set path by path', () => {
  test.each([
    ['with any destinations', parameters],
    ['with plain ones', plain],
  ])('%s', (_, given) => {
    fc.assert(
      fc.property(given, documents, (list, data) => {
        const events = eventsOf(data)
        expect(compilePayload(list, {}).build(events)).toEqual(compileStepwise(list, {}).build(events))
      }),
      { numRuns: 1000 },
    )
  })

  test('plain ones are written directly', () => {
    const src = { dependencyName: 'd', dataKey: 'body.bench.id', useRawData: true }
    expect(isDirect([{ src, dest: 'id' }])).toBe(true)
    expect(isDirect([{ src: { ...src, dataKey: '!{' }, dest: 'id' }])).toBe(false)
    for (const dest of ['0', 'a.b', '-1', '', 'é', ':a']) expect(isDirect([{ src, dest }])).toBe(false)
    expect(isDirect(Array.from({ length: 2 }, () => ({ src, dest: 'id' })))).toBe(false)
  })
})

describe('a dependency that did not come', () => {
  const src = { dependencyName: 'other', dataKey: 'a' }

  test.each(['x', 'x.y', ''])('leaves the entry for %j out and says so', (dest) => {
    const list = [
      { src, dest },
      { src: { dependencyName: 'd', dataKey: 'a' }, dest: 'a' },
    ]
    expect(compilePayload(list, {}).build(eventsOf('{"a":1}'))).toMatchObject({
      kind: 'payload',
      text: '{"a":"1"}',
      notes: [{ field: 'payload[0]' }],
    })
  })

  test('alone leaves no payload at all', () => {
    expect(compilePayload([{ src, dest: 'x' }], {}).build(eventsOf('{}'))).toMatchObject({ text: undefined })
  })
})

test('a path that matches nothing leaves no payload, and an empty value is an empty one', () => {
  const src = { dependencyName: 'd', value: '' }
  expect(compilePayload([{ src, dest: 'a*' }], {}).build(eventsOf('{}'))).toMatchObject({ text: undefined })
  expect(compilePayload([{ src, dest: '' }], {}).build(eventsOf('{}'))).toMatchObject({ text: '' })
})

test('a value that cannot be found names the entry', () => {
  const list = [{ src: { dependencyName: 'd', dataKey: 'gone' }, dest: 'x' }]
  expect(compilePayload(list, {}).build(eventsOf('{}'))).toMatchObject({ kind: 'error', field: 'payload[0]' })
})

test('a destination that cannot be written names the entry', () => {
  const src = { dependencyName: 'd', value: 'v' }
  const list = [
    { src, dest: 'a.0' },
    { src, dest: 'a.b' },
  ]
  expect(compilePayload(list, {}).build(eventsOf('{}'))).toMatchObject({ kind: 'error', field: 'payload[1]' })
})

describe('templates', () => {
  const list = [
    { src: { dependencyName: 'd', dataTemplate: '{{ .Input.a }}!', dataKey: 'b', useRawData: true }, dest: 'x' },
    { src: { dependencyName: 'd', dataTemplate: '{{ .Input.gone }}', dataKey: 'b', useRawData: true }, dest: 'y' },
    { src: { dependencyName: 'd', contextTemplate: '{{ .Input.id }}' }, dest: 'z' },
    { src: { dependencyName: 'd', dataTemplate: '{{ .Input', value: 'v' }, dest: 'w' },
  ]

  test('are asked first; what they give nothing for is looked up', () => {
    const { build, problems } = compilePayload(list, tinyLanguages)
    expect(build(eventsOf('{"a":1,"b":2}'))).toMatchObject({ text: '{"x":"1!","y":2,"z":"e-1","w":"v"}' })
    expect(problems).toMatchObject([{ code: 'text-invalid', field: 'payload[3].src.dataTemplate' }])
  })

  test('without the language nothing is made up for them', () => {
    const { build, problems } = compilePayload(list, {})
    expect(problems.map(({ code, language }) => `${code} ${language}`)).toEqual(
      Array.from({ length: 4 }, () => 'language-missing goTemplate'),
    )
    expect(build(eventsOf('{"a":1,"b":2}'))).toMatchObject({ kind: 'error', field: 'payload[0]' })
    expect(compilePayload(list.slice(3), {}).build(eventsOf('{}'))).toMatchObject({ kind: 'error' })
  })
})
