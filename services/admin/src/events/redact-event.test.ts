import { create } from '@bufbuild/protobuf'
import { CloudEvent_CloudEventAttributeValueSchema, CloudEventSchema } from '@millrace/protocol/cloudevents'
import { readPath } from '@millrace/redaction'
import { bearsSecret } from '@millrace/telemetry'
import { expect, test } from 'vitest'
import { eventRedaction } from './redact-event.ts'

const redact = eventRedaction({ paths: [readPath('body.card')], bearsSecret })
const event = (data: object, attributes: Record<string, string> = {}) =>
  create(CloudEventSchema, {
    ...data,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        create(CloudEvent_CloudEventAttributeValueSchema, { attr: { case: 'ceString', value } }),
      ]),
    ),
  })
const binary = (text: string) => ({ data: { case: 'binaryData', value: Buffer.from(text) } })

test('secrets and configured paths leave binary and text data alike, and nothing else changes', () => {
  const text = '{"header":{"Authorization":["Bearer x"]},"body":{"card":4111,"n":1.0}}'
  const expected = '{"header":{"Authorization":"[redacted]"},"body":{"card":"[redacted]","n":1.0}}'
  const one = event(binary(text))
  expect([redact(one), Buffer.from(one.data.value as Uint8Array).toString()]).toEqual([true, expected])
  const two = event({ data: { case: 'textData', value: text } })
  expect([redact(two), two.data.value]).toEqual([true, expected])
})

test('attributes whose names bear a secret, and users and passwords in URLs', () => {
  const one = event(binary('{}'), { apikey: 'x', dataschema: 'https://me:pass@host/s', subject: 'push' })
  expect(redact(one)).toBe(true)
  expect(Object.values(one.attributes).map(({ attr }) => attr.value)).toEqual([
    '[redacted]',
    'https://[redacted]@host/s',
    'push',
  ])
})

test('bytes that are no text, and events without data, stay', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00])
  const one = event({ data: { case: 'binaryData', value: bytes } })
  expect([redact(one), one.data.value]).toEqual([false, bytes])
  expect(redact(event({}))).toBe(false)
})
