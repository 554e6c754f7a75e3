import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { AnySchema } from '@bufbuild/protobuf/wkt'
import { CloudEventSchema } from '@millrace/protocol/cloudevents'
import { readEvent } from '@millrace/protocol/wire'
import { HTTP, type Message, CloudEvent as SdkEvent } from 'cloudevents'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttributeValue, Event } from './event.ts'
import { fromProto, toProto } from './proto.ts'
import { readHttp } from './read-http.ts'
import { writeBatch, writeBinary, writeStructured, type HttpMessage } from './write-http.ts'

const textOf = (min: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: min, maxLength: 12 })
    .filter((text) => text.length >= min && !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(text))

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  textOf(0),
  fc.boolean(),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
)
const timestamp = fc.record({
  seconds: fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
  nanos: fc.integer({ min: 0, max: 999_999_999 }),
})

const anyEvent: fc.Arbitrary<Event> = fc
  .record({
    id: textOf(1),
    source: fc.webPath().map((path) => `/s${path}`),
    type: textOf(1),
    subject: fc.option(textOf(1), { nil: undefined }),
    time: fc.option(timestamp, { nil: undefined }),
    extensions: fc.dictionary(fc.stringMatching(/^x[a-z0-9]{0,10}$/u), scalar, { maxKeys: 4 }),
    payload: fc.oneof(
      fc.constant({ type: undefined, data: undefined }),
      fc.json().map((text) => ({ type: 'application/json', data: Buffer.from(text) })),
      textOf(1).map((text) => ({ type: 'text/plain', data: Buffer.from(text) })),
      fc.uint8Array({ minLength: 1 }).map((bytes) => ({ type: 'image/png', data: Buffer.from(bytes) })),
      // Announced as JSON, but it is none: it must travel as bytes.
      fc.constant({ type: 'application/json', data: Buffer.from('{') }),
    ),
  })
  .map(({ id, source, type, subject, time, extensions, payload }) => {
    const attributes = new Map<string, AttributeValue>()
    if (subject !== undefined) attributes.set('subject', subject)
    if (time !== undefined) attributes.set('time', time)
    for (const [name, value] of Object.entries(extensions)) attributes.set(name, value)
    if (payload.type !== undefined) attributes.set('datacontenttype', payload.type)
    return { id, source, specVersion: '1.0', type, attributes, data: payload.data }
  })

const rawHeaders = (message: HttpMessage): string[] => message.headers.flat()
const read = (message: HttpMessage): readonly Event[] => readHttp(rawHeaders(message), message.body).events

/** In headers every value is text, so the types of extensions are not to be had back. */
function inHeaders(event: Event): Event {
  const attributes = new Map<string, AttributeValue>()
  for (const [name, value] of event.attributes) {
    attributes.set(name, typeof value === 'boolean' || typeof value === 'number' ? String(value) : value)
  }
  return { ...event, attributes }
}

/** For comparison: attributes without their order, data whatever class of bytes holds it. */
const byName = (event: Omit<Event, 'specVersion'>): unknown => ({
  ...event,
  attributes: Object.fromEntries(event.attributes),
  data: event.data === undefined ? undefined : Buffer.from(event.data).toString('latin1'),
})

describe('what is written reads back', () => {
  test('in binary mode', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(read(writeBinary(event)).map(byName)).toEqual([byName(inHeaders(event))])
      }),
    )
  })

  test('in structured mode', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(read(writeStructured(event)).map(byName)).toEqual([byName(event)])
      }),
    )
  })

  test('in batched mode', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 5 }), (events) => {
        expect(read(writeBatch(events)).map(byName)).toEqual(events.map(byName))
      }),
    )
  })

  test('as protobuf, which the road reads too', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const bytes = toBinary(CloudEventSchema, toProto(event))
        expect(byName(fromProto(fromBinary(CloudEventSchema, bytes)))).toEqual(byName(event))
        const { specVersion: _, ...onTheRoad } = event
        expect(byName(readEvent(bytes))).toEqual(byName(onTheRoad))
      }),
    )
  })
})

describe('the protobuf format', () => {
  const base = { id: '1', source: '/s', specVersion: '1.0', type: 't' }

  test('text and message data become bytes', () => {
    const text = create(CloudEventSchema, { ...base, data: { case: 'textData', value: '€' } })
    expect(fromProto(text).data).toEqual(Buffer.from('€'))
    const any = create(AnySchema, { typeUrl: 'type.googleapis.com/x.Y', value: new Uint8Array([1]) })
    const message = fromProto(create(CloudEventSchema, { ...base, data: { case: 'protoData', value: any } }))
    expect(message.data).toEqual(new Uint8Array([1]))
    expect(message.attributes.get('dataschema')).toBe('type.googleapis.com/x.Y')
    expect(message.attributes.get('datacontenttype')).toBe('application/protobuf')
  })

  test.each([
    [{ ...base, id: '' }, 'attribute-missing'],
    [{ ...base, specVersion: '0.3' }, 'specversion-unsupported'],
  ])('%j is refused as %s', (message, code) => {
    expect(() => fromProto(create(CloudEventSchema, message))).toThrow(`[${code}]`)
  })
})

describe('the SDK as the other party', () => {
  const event = (time: string): SdkEvent<unknown> =>
    new SdkEvent({ id: 'é 1%', source: '/s', type: 't', time, subject: 'x', comexample: 'v', data: { n: 1, s: '€' } })

  const fromSdk = (message: Message): readonly Event[] => {
    const headers = Object.entries(message.headers).flatMap(([name, value]) => [name, String(value)])
    return readHttp(headers, Buffer.from(String(message.body))).events
  }

  test('what it writes in structured mode reads the same', () => {
    const [read] = fromSdk(HTTP.structured(event('2026-11-21T08:02:00.5Z')))
    expect(read).toMatchObject({ id: 'é 1%', source: '/s', type: 't' })
    expect(read?.attributes.get('time')).toEqual({ seconds: Date.UTC(2026, 10, 21, 8, 2) / 1000, nanos: 500_000_000 })
    expect(read?.attributes.get('comexample')).toBe('v')
    expect(JSON.parse(Buffer.from(read?.data ?? []).toString())).toEqual({ n: 1, s: '€' })
  })

  test('what it writes in binary mode reads the same', () => {
    const plainId = event('2026-11-21T08:02:00Z').cloneWith({ id: '1' })
    const [read] = fromSdk(HTTP.binary(plainId))
    expect(read).toMatchObject({ id: '1', source: '/s', type: 't' })
    expect(read?.attributes.get('subject')).toBe('x')
  })

  test('it reads what is written here', () => {
    const attributes = new Map<string, AttributeValue>([
      ['subject', 'sub'],
      ['time', { seconds: 1, nanos: 0 }],
      ['datacontenttype', 'application/json'],
      ['flag', 'yes'],
    ])
    const ours: Event = {
      id: '1',
      source: '/s',
      specVersion: '1.0',
      type: 't',
      attributes,
      data: Buffer.from('{"n":1}'),
    }
    for (const message of [writeBinary(ours), writeStructured(ours)]) {
      const headers = Object.fromEntries(message.headers)
      const read = HTTP.toEvent<unknown>({ headers, body: Buffer.from(message.body).toString() })
      const one = Array.isArray(read) ? read[0] : read
      expect(one).toMatchObject({ id: '1', source: '/s', type: 't', subject: 'sub', flag: 'yes', data: { n: 1 } })
    }
    const batch = writeBatch([ours, ours])
    const read = HTTP.toEvent<unknown>({
      headers: Object.fromEntries(batch.headers),
      body: Buffer.from(batch.body).toString(),
    })
    expect(read).toHaveLength(2)
  })
})
