import { expect, test } from 'vitest'
import type { SeenEvent } from '../rows.ts'
import { eventText, ownTerms, sharedTerms } from '../project/terms.ts'
import { WordsToPut } from './words-to-put.ts'

const seen = (nth: number, data: Buffer | undefined): SeenEvent => ({
  namespace: 'default',
  bus: 'default',
  eventSource: 'webhook',
  eventName: 'example',
  eventId: `event-${nth}`,
  deliveryId: '',
  receivedAtUs: nth,
  traceparent: '',
  record: data && {
    stream: 'EVENTS_default_default',
    seq: nth,
    nth: 0,
    acceptedAtUs: 0,
    type: 'webhook',
    source: 'webhook',
    attributes: { subject: 'a' },
    data,
    dataBytes: data.length,
  },
})

const datas = {
  'ASCII is taken as it is': Buffer.from('{"Order":"42 shipped"}'),
  'escapes of JSON are no letters': Buffer.from(String.raw`{"a":"one\ntwo \u00e9t\u00e9"}`),
  'other letters go as hexadecimal': Buffer.from('{"a":"été 東京"}'),
  'what is no text has no words': Buffer.from([0x61, 0x00, 0x62]),
  'what is no UTF-8 is read as well as can be': Buffer.from([0x61, 0x20, 0xff, 0x62]),
  'no more than is searched': Buffer.from(`${'a '.repeat(16_384)}behind`),
}

test.each(Object.entries(datas))('%s', (_, data) => {
  const event = seen(1, data)
  const wanted = `${ownTerms(event)} ${sharedTerms(event)} ${eventText(event)}`
  expect(put([[1, event]])).toEqual([[1, wanted]])
})

test('an event that was only heard of has its terms', () => {
  expect(put([[1, seen(1, undefined)]])[0]?.[1]).toContain(ownTerms(seen(1, undefined)))
})

test('each comes whole and by its number, however many and large; two at a time do not meet', () => {
  const large = Buffer.from('x'.repeat(32_768))
  const first = new WordsToPut()
  const second = new WordsToPut()
  for (let nth = 999; nth >= 0; nth -= 1) {
    first.add(nth, seen(nth, large))
    second.add(nth, seen(nth, undefined))
  }
  const [ones, others] = [taken(first), taken(second)]
  expect(ones.map(([id]) => id)).toEqual(Array.from({ length: 1_000 }, (_, nth) => nth))
  for (const [id, words] of ones) expect(words.startsWith(ownTerms(seen(id, large))) && words.endsWith('xx')).toBe(true)
  for (const [id, words] of others) expect(words.trimEnd()).toMatch(new RegExp(`^${ownTerms(seen(id, undefined))} `))
  expect(put([[1, seen(1, datas['ASCII is taken as it is'])]])).toHaveLength(1)
})

function put(events: readonly (readonly [id: number, event: SeenEvent])[]): [number, string][] {
  const words = new WordsToPut()
  for (const [id, event] of events) words.add(id, event)
  return taken(words)
}

function taken(words: WordsToPut): [number, string][] {
  const all: [number, string][] = []
  words.forEach((id, bytes) => all.push([id, Buffer.from(bytes).toString()]))
  return all
}
