import { expect, test } from 'vitest'
import { batchOf, delivery, outcome, outcomeMessage, recordMessage } from './batch.fixture.ts'
import type { HistoryQuery } from './query.ts'
import type { HistoryStore } from './store.ts'

/** A part of the contract: a store may take a batch in by portions, see `HistoryTx`, and nobody can tell. */
export function portionsContract(name: string, open: () => Promise<HistoryStore>): void {
  test(`${name}: what a batch of many bytes tells twice is there once, and whole`, async () => {
    const store = await open()
    const found = async (query: Partial<HistoryQuery>): Promise<string[]> =>
      (await store.search({ limit: 9, ...query })).events.map(({ eventId }) => eventId)
    const long = 'x'.repeat(200_000)
    const told = delivery(1, { data: `{"word":"first","pad":"${long}"}` })
    const last = delivery(2, { data: '{"word":"last"}' })
    const record = batchOf('record', ...[told, told, last].map((one, nth) => recordMessage(nth + 1, one)))
    expect(await store.apply(record)).toMatchObject({ kind: 'applied', seq: 3, events: 3 })
    const tried = ['one', 'two', 'three'].map((invocationId, nth) =>
      outcomeMessage(nth + 1, outcome(1, { invocationId, sensor: `sensor-${nth}`, reason: long })),
    )
    expect(await store.apply(batchOf('outcomes', ...tried))).toMatchObject({ kind: 'applied', seq: 3, fates: 3 })
    expect(await found({})).toEqual(['event-2', 'event-1'])
    for (const invocationId of ['one', 'two', 'three']) expect(await found({ invocationId })).toEqual(['event-1'])
    expect([await found({ text: 'first' }), await found({ text: 'last' })]).toEqual([['event-1'], ['event-2']])
    expect(await store.stats()).toMatchObject({ events: 2, outcomes: 3 })
  })
}
