import { describe, expect, test } from 'vitest'
import { contextJson, dataText, eventJson, hasJsonData, sensorEvent } from './event.ts'
import type { SensorEvent } from './event.ts'
import { vectorEvent } from './vector-event.fixture.ts'

const time = { seconds: Date.parse('2024-05-06T07:08:09Z') / 1000, nanos: 987_000_000 }

function roadEvent(data: Uint8Array | undefined): SensorEvent {
  const attributes = new Map<string, string | typeof time>([
    ['subject', 'push'],
    ['time', time],
    ['datacontenttype', 'application/json'],
    ['traceparent', '00-1-2-00'],
  ])
  return sensorEvent({ id: 'abc', source: 'hook', type: 'webhook', attributes, data })
}

describe('an event of the road', () => {
  test('shows the attributes that the original knows, and no others', () => {
    expect(roadEvent(Buffer.from('{"a":"é"}'))).toEqual({
      context: {
        id: 'abc',
        source: 'hook',
        specversion: '1.0',
        type: 'webhook',
        datacontenttype: 'application/json',
        subject: 'push',
        time,
      },
      data: '{"a":"é"}',
    })
  })

  test('without data has none, which is not empty data', () => {
    expect(roadEvent(undefined).data).toBeUndefined()
    expect(roadEvent(new Uint8Array()).data).toBe('')
  })

  test('keeps a byte order mark', () => {
    expect(roadEvent(Buffer.from('\uFEFF{}')).data).toBe('\uFEFF{}')
  })

  test('keeps bytes that are not UTF-8 for the whole-event JSON', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22])
    expect(eventJson(roadEvent(bytes))).toContain(`"data":"${bytes.toString('base64')}"`)
  })
})

describe('as JSON', () => {
  test('the context has the original’s order, whole seconds in UTC and Go’s escapes', () => {
    const event = vectorEvent({ context: { id: '<a&b>\u2028"', time: '2024-05-06T09:08:09.9+02:00' } })
    expect(contextJson(event)).toBe(
      String.raw`{"id":"\u003ca\u0026b\u003e\u2028\"","source":"","specversion":"","type":"",` +
        '"datacontenttype":"","subject":"","time":"2024-05-06T07:08:09Z"}',
    )
  })

  test('no time and no data are null', () => {
    const json = JSON.parse(eventJson(vectorEvent({ context: { id: 'a' } }))) as unknown
    expect(json).toMatchObject({ context: { time: null }, data: null })
  })
})

test('whether the data is JSON', () => {
  const isJson = (data?: string): boolean =>
    hasJsonData(vectorEvent(data === undefined ? { context: {} } : { context: {}, data }))
  expect([undefined, '', '{}', ' 1 ', '{', '{} x'].map(isJson)).toEqual([false, false, true, true, false, false])
})

test('data that its maker has checked is not read again; data that is none is never JSON', () => {
  const event = { id: 'e', source: 's', type: 't', attributes: new Map() }
  expect(hasJsonData(sensorEvent({ ...event, data: Buffer.from('{') }, true))).toBe(true)
  expect(hasJsonData(sensorEvent({ ...event, data: undefined }, true))).toBe(false)
  expect(hasJsonData(sensorEvent({ ...event, data: Buffer.from([0x22, 0xff, 0x22]) }, true))).toBe(true)
})

test.each([
  ['application/json', '{}'],
  ['Text/Plain; charset=utf-8', '{}'],
  ['application/octet-stream', 'e30='],
  ['', 'e30='],
])('data of type %j is shown as %s', (datacontenttype, shown) => {
  expect(dataText(vectorEvent({ context: { datacontenttype }, data: '{}' }))).toBe(shown)
})
