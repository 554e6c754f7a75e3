import { expect, test } from 'vitest'
import { eventFromJson, type EventDefaults } from './event-from-json.ts'

const only = { source: 'hook', subject: 'push' }
const read = (text: string, more: Partial<EventDefaults> = {}) =>
  eventFromJson(text, { id: 'event-1', timeMs: 1_500, origin: undefined, only: undefined, ...more })

test('a CloudEvent says all about itself; its data keeps every digit', () => {
  const text =
    '{"specversion":"1.0","id":"e","source":"s","type":"t","subject":"x","time":"2026-01-02T03:04:05.25Z","data":{"n": 12345678901234567890}}'
  expect(read(text, { only })).toEqual({
    kind: 'event',
    event: {
      context: {
        id: 'e',
        source: 's',
        specversion: '1.0',
        type: 't',
        datacontenttype: 'application/json',
        subject: 'x',
        time: { seconds: 1_767_323_045, nanos: 250_000_000 },
      },
      data: '{"n": 12345678901234567890}',
    },
  })
})

test('the form that sensors show has its data in base64', () => {
  const data = Buffer.from('{"a":1}').toString('base64')
  const shown = `{"context":{"id":"e","source":"s","subject":"x"},"data":"${data}"}`
  expect(read(shown)).toMatchObject({ event: { context: { id: 'e', source: 's' }, data: '{"a":1}' } })
  const cloud = `{"specversion":"1.0","source":"s","subject":"x","data_base64":"${data}"}`
  expect(read(cloud)).toMatchObject({ event: { context: { id: 'event-1' }, data: '{"a":1}' } })
})

test('text data of a CloudEvent is the text itself, and no data is none', () => {
  const head = '"specversion":"1.0","source":"s","subject":"x"'
  expect(read(`{${head},"datacontenttype":"text/plain","data":"hi"}`)).toMatchObject({ event: { data: 'hi' } })
  expect(read(`{${head},"data":"hi"}`)).toMatchObject({ event: { data: '"hi"' } })
  expect(read(`{${head}}`)).toMatchObject({ event: { data: undefined } })
})

test('any other JSON is the data of an event, whose place must be known', () => {
  expect(read('{"body":{}}', { only })).toMatchObject({
    event: { context: { source: 'hook', subject: 'push', time: { seconds: 1 } }, data: '{"body":{}}' },
  })
  expect(read('{"body":{}}')).toEqual({ kind: 'fault', message: 'does not say where it comes from' })
})

test('what the caller says of its place outweighs the event', () => {
  const text = '{"specversion":"1.0","source":"s","subject":"x"}'
  expect(read(text, { origin: only })).toMatchObject({ event: { context: { source: 'hook', subject: 'push' } } })
})

test.each([
  ['{', 'is not JSON'],
  ['{"specversion":"1.0","source":"s","subject":"x","time":"noon"}', 'has a time that is none: noon'],
])('%s: %s', (text, message) => {
  expect(read(text)).toEqual({ kind: 'fault', message })
})
