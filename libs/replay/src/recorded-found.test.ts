import type { Bus } from '@millrace/bus'
import type { FoundEvent, HistoryPage, HistoryQuery } from '@millrace/history'
import { expect, test } from 'vitest'
import { recordedByIds } from './recorded-found.ts'
import type { ReplaySpec } from './replay.ts'

const found: FoundEvent = {
  id: 7,
  namespace: 'default',
  bus: 'default',
  eventSource: 'hook',
  eventName: 'push',
  eventId: 'one',
  deliveryId: 'd-1',
  receivedAtUs: 1,
  traceparent: '',
  record: {
    stream: 'EVENTS',
    seq: 3,
    nth: 0,
    acceptedAtUs: 2,
    type: '',
    source: '',
    attributes: {},
    data: new Uint8Array(),
    dataBytes: 0,
  },
  fates: [],
}

test('an id that a search has not come to yet is searched for further', async () => {
  const asked: HistoryQuery[] = []
  const total = { events: 0, isBound: true }
  const search = (query: HistoryQuery): Promise<HistoryPage> => {
    asked.push(query)
    if (query.before === undefined) return Promise.resolve({ events: [], next: 9, total })
    return Promise.resolve({ events: query.eventId === 'one' ? [found] : [], next: undefined, total })
  }
  // Of a bus it is asked for one message alone, which is gone here.
  const bus = { manager: { streams: { getMessage: () => Promise.resolve(null) } } } as unknown as Pick<Bus, 'manager'>
  // Of what is replayed only the place is asked for.
  const spec = { namespace: 'default' } as ReplaySpec
  const recorded = await Array.fromAsync(recordedByIds(spec, ['one'], '', { bus, history: { search } }))
  expect(recorded).toMatchObject([{ stream: 'EVENTS', seq: 3, gone: 1, cursor: '1' }])
  expect(asked.map(({ before }) => before)).toEqual([undefined, 9, undefined, 9])
})
