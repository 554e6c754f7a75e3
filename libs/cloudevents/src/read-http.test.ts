import { describe, expect, test } from 'vitest'
import { boundsDefault } from './bounds.ts'
import { CloudEventError, type CloudEventFault } from './cloudevent-error.ts'
import type { Event } from './event.ts'
import { readHttp } from './read-http.ts'

const required = ['ce-specversion', '1.0', 'ce-id', 'a-1', 'ce-source', '/shop', 'ce-type', 'order.placed']
const structuredType = ['Content-Type', 'application/cloudevents+json; charset=UTF-8']
const batchType = ['Content-Type', 'application/cloudevents-batch+json']
const minimal = '"specversion":"1.0","id":"a-1","source":"/shop","type":"order.placed"'

function readOne(headers: readonly string[], body = ''): Event {
  const { events } = readHttp(headers, Buffer.from(body))
  expect(events).toHaveLength(1)
  const [event] = events
  if (event === undefined) throw new Error('no event')
  return event
}

const dataText = (event: Event): string | undefined =>
  event.data === undefined ? undefined : Buffer.from(event.data).toString()

function faultOf(act: () => unknown): CloudEventError {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(CloudEventError)
    return error as CloudEventError
  }
  throw new Error('nothing was thrown')
}

describe('binary mode', () => {
  test('attributes come from ce- headers in any case, the content type from Content-Type, the data is the body', () => {
    const headers = [
      ...required,
      'CE-Time',
      '2026-02-28T12:00:00.25+02:00',
      'Ce-Subject',
      'o/1',
      'content-type',
      'text/csv',
    ]
    expect(readOne(headers, 'a,b')).toEqual({
      id: 'a-1',
      source: '/shop',
      specVersion: '1.0',
      type: 'order.placed',
      attributes: new Map<string, unknown>([
        ['time', { seconds: Date.UTC(2026, 1, 28, 10) / 1000, nanos: 250_000_000 }],
        ['subject', 'o/1'],
        ['datacontenttype', 'text/csv'],
      ]),
      data: Buffer.from('a,b'),
    })
  })

  test.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%e2%82%ac', '€'],
    ['"quoted \\"x\\" \\\\ %41"', 'quoted "x" \\ A'],
    ['100%25', '100%'],
    ['%2541', '%41'],
    [Buffer.from('naïve').toString('latin1'), 'naïve'],
  ])('the header value %j says %j', (header, value) => {
    expect(readOne([...required, 'ce-subject', header]).attributes.get('subject')).toBe(value)
  })

  test.each(['100%', '%4', '%zz', '%ff', '"open', '"inner"quote"'])(
    'the header value %j is refused by name',
    (value) => {
      const fault = faultOf(() => readOne([...required, 'ce-subject', value]))
      expect(fault.code).toBe('attribute-invalid')
      expect(fault.message).toContain('ce-subject')
    },
  )

  test('a request without a body has no data', () => {
    expect(readOne(required).data).toBeUndefined()
  })

  test('the same attribute twice is refused', () => {
    expect(faultOf(() => readOne([...required, 'CE-ID', 'b'])).what).toContain('id is given twice')
  })
})

describe('structured mode', () => {
  test('data is cut out untouched: digits, order, spaces and escapes stay', () => {
    const data = '{ "b" : 12345678901234567890.10, "a":[1e400, "\\u0041\\/", {"data":"inner"}],\n"b":-0 }'
    const event = readOne(structuredType, `{"data_":1,${minimal},"data":${data} }`.replace('"data_":1,', ''))
    expect(dataText(event)).toBe(data)
    expect(event.attributes.get('datacontenttype')).toBe('application/json')
  })

  test.each([
    ['null', 'null'],
    ['"text"', '"text"'],
    ['-1.50', '-1.50'],
    ['true', 'true'],
    ['[ ]', '[ ]'],
    ['{}', '{}'],
    ['"}\\"]"', '"}\\"]"'],
  ])('data %s is kept as %s', (data, expected) => {
    expect(dataText(readOne(structuredType, `{${minimal},"data":${data}}`))).toBe(expected)
    expect(dataText(readOne(structuredType, `\n{"data" :\t${data} , ${minimal}}\n`))).toBe(expected)
  })

  test('the last of several data members counts, an escaped key is a key', () => {
    expect(dataText(readOne(structuredType, `{${minimal},"data":1,"d\\u0061ta":2}`))).toBe('2')
  })

  test('a string under a content type that is not JSON is what the string says', () => {
    const body = `{${minimal},"datacontenttype":"text/xml","data":"<a b=\\"1\\">\\u20ac</a>"}`
    expect(dataText(readOne(structuredType, body))).toBe('<a b="1">€</a>')
  })

  test('data_base64 is decoded, extensions keep their types, null is absence', () => {
    const body = `{${minimal},"data_base64":"AP8=","exta":true,"extb":-7,"extc":"x","extd":null}`
    const event = readOne(structuredType, body)
    expect(event.data).toEqual(Buffer.from([0, 255]))
    expect([...event.attributes]).toEqual([
      ['exta', true],
      ['extb', -7],
      ['extc', 'x'],
      ['datacontenttype', 'application/json'],
    ])
  })

  test('a deeply nested data does not exhaust the stack', () => {
    const data = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(readOne(structuredType, `{${minimal},"data":${data}}`).data).toHaveLength(data.length)
  })
})

describe('batched mode', () => {
  test('each event keeps its own data', () => {
    const body = `[ {${minimal},"data":1.0} , {${minimal.replace('a-1', 'a-2')}} ]`
    const { mode, events } = readHttp(batchType, Buffer.from(body))
    expect(mode).toBe('batch')
    expect(events.map((event) => [event.id, dataText(event)])).toEqual([
      ['a-1', '1.0'],
      ['a-2', undefined],
    ])
  })

  test('an empty batch has no events', () => {
    expect(readHttp(batchType, Buffer.from(' [ ] ')).events).toEqual([])
  })

  test('one bad event refuses the batch by its index', () => {
    const fault = faultOf(() =>
      readHttp(batchType, Buffer.from(`[{${minimal}},{${minimal.replace('"id":"a-1",', '')}}]`)),
    )
    expect(fault.message).toBe(
      '[attribute-missing] event 1 of the batch: the event has no id; send id, source, specversion and type',
    )
  })

  test('more events than the bound are refused', () => {
    const body = Buffer.from(`[${Array.from({ length: 3 }, () => `{${minimal}}`).join(',')}]`)
    const bounds = { ...boundsDefault, batchEventsMax: 2 }
    expect(faultOf(() => readHttp(batchType, body, bounds)).code).toBe('batch-too-large')
  })
})

describe('refusals', () => {
  const withMember = (member: string): string => `{${minimal},${member}}`
  const many = Array.from({ length: 65 }, (_, index) => `"x${index}":1`).join(',')

  test.each<[string, CloudEventFault, readonly string[], string]>([
    ['no event at all', 'not-cloudevent', ['Content-Type', 'application/json'], '{}'],
    ['another event format', 'format-unsupported', ['Content-Type', 'application/cloudevents+avro'], ''],
    ['no event format', 'format-unsupported', ['Content-Type', 'application/cloudevents'], ''],
    ['a batch in another format', 'format-unsupported', ['Content-Type', 'application/cloudevents-batch+xml'], ''],
    [
      'another character set',
      'format-unsupported',
      ['Content-Type', 'application/cloudevents+json;charset=utf-16'],
      '',
    ],
    ['an old version', 'specversion-unsupported', ['ce-specversion', '0.3', ...required.slice(2)], ''],
    ['a missing type', 'attribute-missing', required.slice(0, 6), ''],
    ['an empty id', 'attribute-invalid', [...required.slice(0, 2), 'ce-id', '', ...required.slice(4)], ''],
    [
      'a source with a space',
      'attribute-invalid',
      [...required.slice(0, 4), 'ce-source', 'a%20b', ...required.slice(6)],
      '',
    ],
    ['a name with a dash', 'attribute-invalid', [...required, 'ce-my-name', 'x'], ''],
    ['an attribute named data', 'attribute-invalid', [...required, 'ce-data', 'x'], ''],
    ['a control character', 'attribute-invalid', [...required, 'ce-subject', 'a%0Ab'], ''],
    ['a bad time', 'attribute-invalid', [...required, 'ce-time', '2026-02-30T00:00:00Z'], ''],
    ['a bad content type', 'attribute-invalid', [...required, 'content-type', 'json'], ''],
    ['a long name', 'attributes-too-large', [...required, `ce-${'n'.repeat(65)}`, 'x'], ''],
    ['a long value', 'attributes-too-large', [...required, 'ce-subject', 'x'.repeat(8193)], ''],
    ['too many attributes', 'attributes-too-large', structuredType, withMember(many)],
    ['malformed JSON', 'json-invalid', structuredType, `{${minimal}`],
    ['a byte order mark', 'json-invalid', structuredType, `\ufeff{${minimal}}`],
    ['no object', 'json-invalid', structuredType, '[]'],
    ['no array', 'json-invalid', batchType, `{${minimal}}`],
    ['a number beyond 32 bits', 'attribute-invalid', structuredType, withMember('"n":2147483648')],
    ['a fraction', 'attribute-invalid', structuredType, withMember('"n":1.5')],
    ['an object as attribute', 'attribute-invalid', structuredType, withMember('"n":{}')],
    ['a numeric subject', 'attribute-invalid', structuredType, withMember('"subject":1')],
    ['an unpaired surrogate', 'attribute-invalid', structuredType, withMember('"x":"\\ud800"')],
    ['an upper-case name', 'attribute-invalid', structuredType, withMember('"X":"1"')],
    ['the name __proto__', 'attribute-invalid', structuredType, withMember('"__proto__":"1"')],
    ['both datas', 'data-invalid', structuredType, withMember('"data":1,"data_base64":"AA=="')],
    ['bad base64', 'data-invalid', structuredType, withMember('"data_base64":"A"')],
  ])('%s is %s', (_what, code, headers, body) => {
    const fault = faultOf(() => readHttp(headers, Buffer.from(body)))
    expect(fault.code).toBe(code)
    expect(fault.message.startsWith(`[${code}] `)).toBe(true)
  })

  test('a body that is not UTF-8 is refused', () => {
    const body = Buffer.concat([Buffer.from(`{${minimal},"data":"`), Buffer.from([0xff]), Buffer.from('"}')])
    expect(faultOf(() => readHttp(structuredType, body)).what).toBe('the body is not UTF-8')
  })
})
