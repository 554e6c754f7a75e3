import { describe, expect, test } from 'vitest'
import { TRIGGER_TYPES } from '@millrace/manifests'
import { vectorEvent } from '../vector-event.fixture.ts'
import { conform } from './shape.ts'
import { templateShape, typeShapes } from './trigger-shapes.ts'
import { compileResourceParameters, compileTypeParameters } from './typed.ts'

const events = new Map([
  [
    'd',
    vectorEvent({
      context: { datacontenttype: 'application/json' },
      data: '{"n":5,"s":"t","o":{"k":12345678901234567890}}',
    }),
  ],
])

function parameter(
  dataKey: string,
  dest: string,
  useRawData = false,
): Parameters<typeof compileTypeParameters>[1][number] {
  return { src: { dependencyName: 'd', dataKey, useRawData }, dest }
}

describe('parameters of a trigger type', () => {
  const http = { url: 'http://a.example/', method: 'POST' }

  test('find the members that are always there', () => {
    const { apply } = compileTypeParameters('http', [{ ...parameter('s', 'host'), operation: 'append' }], {})
    expect(apply(http, events)).toEqual({
      kind: 'json',
      json: '{"url":"http://a.example/","payload":null,"method":"POST","host":"t"}',
    })
  })

  test('a value of another type is a fault that names the member', () => {
    const asText = compileTypeParameters('http', [parameter('n', 'timeout')], {})
    expect(asText.apply(http, events)).toMatchObject({
      kind: 'error',
      message: 'timeout must be an integer that fits, not a string',
    })
    const asNumber = compileTypeParameters('http', [parameter('n', 'timeout', true)], {})
    expect(asNumber.apply(http, events)).toMatchObject({ kind: 'json' })
  })

  test('members that the type does not know are dropped, those in another case are found', () => {
    const { apply } = compileTypeParameters('http', [parameter('s', 'unknown'), parameter('s', 'METHOD')], {})
    expect(apply(http, events)).toMatchObject({ json: expect.stringContaining('"method":"t"') as string })
    expect(apply(http, events)).not.toMatchObject({ json: expect.stringContaining('unknown') as string })
  })
})

describe('every trigger type', () => {
  test.each(TRIGGER_TYPES)('%s has a shape that an empty object fits', (type) => {
    expect(conform(typeShapes[type], '{}').kind).toBe('json')
    expect(templateShape.members.has(type)).toBe(true)
  })

  test('conforming twice changes nothing more', () => {
    for (const type of TRIGGER_TYPES) {
      const once = conform(typeShapes[type], '{}')
      expect(once.kind === 'json' ? conform(typeShapes[type], once.json) : undefined).toEqual(once)
    }
  })
})

describe('parameters of a resource', () => {
  test('keep the digits of raw numbers', () => {
    const { apply } = compileResourceParameters([parameter('o', 'spec', true)], {})
    expect(apply({ kind: 'Job', apiVersion: 'batch/v1' }, events)).toEqual({
      kind: 'json',
      json: '{"apiVersion":"batch/v1","kind":"Job","spec":{"k":12345678901234567890}}',
    })
  })

  test('must leave a kind', () => {
    const { apply } = compileResourceParameters([{ src: { dependencyName: 'd', value: '' }, dest: 'kind' }], {})
    expect(apply({ kind: 'Job' }, events)).toMatchObject({ kind: 'error' })
  })

  test('must leave a kind that is a string', () => {
    const { apply } = compileResourceParameters([parameter('n', 'kind', true)], {})
    expect(apply({ kind: 'Job' }, events)).toMatchObject({ kind: 'error' })
  })

  test('an operation that does not exist is a problem', () => {
    const json: unknown = { src: { dependencyName: 'd', dataKey: 'n' }, dest: 'a', operation: 'add' }
    const { problems, apply } = compileResourceParameters([json as ReturnType<typeof parameter>], {})
    expect(problems).toMatchObject([{ code: 'value-invalid', field: 'parameters[0].operation' }])
    expect(apply({ kind: 'Job' }, events)).toMatchObject({ kind: 'error' })
  })
})
