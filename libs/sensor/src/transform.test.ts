import { describe, expect, test } from 'vitest'
import { tinyLanguages } from './languages.fixture.ts'
import { compileTransform } from './transform.ts'
import { vectorEvent } from './vector-event.fixture.ts'

const event = vectorEvent({
  context: { id: 'a', datacontenttype: 'text/plain' },
  data: '{"jq":{"by":"jq"},"lua":{"by":"lua"},"n":1}',
})

describe('a transform', () => {
  test('that is absent changes nothing', () => {
    expect(compileTransform(undefined, {}).apply(event)).toEqual({ kind: 'event', event })
    expect(compileTransform({}, {}).apply(event)).toEqual({ kind: 'event', event })
  })

  test('replaces the data and makes it JSON; jq wins', () => {
    expect(compileTransform({ jq: 'jq', script: 'lua' }, tinyLanguages).apply(event)).toEqual({
      kind: 'event',
      event: { context: { ...event.context, datacontenttype: 'application/json' }, data: '{"by":"jq"}' },
    })
    expect(compileTransform({ script: 'lua' }, tinyLanguages).apply(event)).toMatchObject({
      event: { data: '{"by":"lua"}' },
    })
  })

  test('leaves an event without data alone', () => {
    const { data: _, ...bare } = event
    const empty = { ...bare, data: undefined }
    expect(compileTransform({ jq: 'jq' }, tinyLanguages).apply(empty)).toEqual({ kind: 'event', event: empty })
  })

  test('that fails drops the event and says why', () => {
    expect(compileTransform({ jq: 'n' }, tinyLanguages).apply(event)).toEqual({
      kind: 'transform-failed',
      field: 'transform.jq',
      message: 'n is not an object',
    })
  })

  test.each([
    ['jq', { jq: 'jq' }],
    ['lua', { script: 'lua' }],
  ])('in a language that is missing is a problem and drops every event: %s', (language, transform) => {
    const { problems, apply } = compileTransform(transform, {})
    expect(problems).toMatchObject([{ code: 'language-missing', language }])
    expect(apply(event).kind).toBe('transform-failed')
  })
})
