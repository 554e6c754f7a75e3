import { DecisionKind, Result } from '@millrace/protocol/road'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  batchOf,
  deadMessage,
  decisionMessage,
  delivery,
  eventsStreamName,
  outcome,
  outcomeMessage,
  recordMessage,
  startUs,
} from './batch.fixture.ts'
import { endWords } from './ends.ts'
import { portionsContract } from './portions.fixture.ts'
import type { HistoryQuery } from './query.ts'
import type { HistoryStore } from './store.ts'

const end = (word: string): number => endWords[word] ?? -1
const traceId = '0af7651916cd43dd8448eb211c80319c'

/** What every store of the history must do. `open` gives an empty one, which the suite does not close. */
export function historyContract(name: string, open: () => Promise<HistoryStore>): void {
  portionsContract(name, open)
  let store: HistoryStore

  const found = async (query: Partial<HistoryQuery>): Promise<string[]> => {
    const ids: string[] = []
    let before: number | undefined
    do {
      const page = await store.search({ limit: 3, ...query, ...(before === undefined ? {} : { before }) })
      ids.push(...page.events.map(({ eventId }) => eventId))
      before = page.next
    } while (before !== undefined)
    return ids
  }

  beforeEach(async () => {
    store = await open()
  })

  describe(`${name}: what is taken in`, () => {
    test('each message counts once, whoever tells it how often', async () => {
      const batch = batchOf('record', recordMessage(1, delivery(1), delivery(2)), recordMessage(2, delivery(3)))
      expect(await store.apply(batch)).toMatchObject({ kind: 'applied', seq: 2, events: 3 })
      expect(await store.apply(batch)).toMatchObject({ kind: 'applied', seq: 2, events: 0 })
      const more = batchOf('record', recordMessage(2, delivery(3)), recordMessage(3, delivery(4)))
      expect(await store.apply(more)).toMatchObject({ seq: 3, events: 1 })
      expect(await found({})).toEqual(['event-4', 'event-3', 'event-2', 'event-1'])
      expect((await store.positions()).get(eventsStreamName)).toEqual({ born: 'once', seq: 3 })
    })

    test('a batch that does not follow on what is there is refused, and says from where to go on', async () => {
      expect(await store.apply(batchOf('record', recordMessage(5, delivery(5))))).toEqual({ kind: 'elsewhere', seq: 0 })
      expect(await found({})).toEqual([])
    })

    test('a stream that was made anew begins at its first message', async () => {
      await store.apply(batchOf('record', recordMessage(1, delivery(1)), recordMessage(2, delivery(2))))
      const fresh = { ...batchOf('record', recordMessage(1, delivery(3))), born: 'again' }
      expect(await store.apply(fresh)).toMatchObject({ kind: 'applied', seq: 1, events: 1 })
      expect((await store.positions()).get(eventsStreamName)).toEqual({ born: 'again', seq: 1 })
    })

    test('a message that is not ours is counted and left out', async () => {
      const odd = { seq: 1, subject: 'events.default.default', data: Buffer.from('not one of ours') }
      expect(await store.apply(batchOf('record', odd, recordMessage(2, delivery(1))))).toMatchObject({
        events: 1,
        unreadable: 1,
      })
    })

    test('outcomes come before their events or after them: the same is known in the end', async () => {
      const events = batchOf('record', recordMessage(1, delivery(1, { traceId, data: '{"word":"late"}' })))
      const outcomes = batchOf('outcomes', outcomeMessage(1, outcome(1, {}, { traceId })))
      await store.apply(outcomes)
      expect(await found({ traceId })).toEqual(['event-1'])
      expect(await found({ text: 'late' })).toEqual([])
      await store.apply(events)
      const [before] = (await store.search({ limit: 1 })).events
      await store.clear()
      await store.apply(events)
      await store.apply(outcomes)
      const [after] = (await store.search({ limit: 1 })).events
      expect(after).toEqual(before)
      expect(after).toMatchObject({ eventId: 'event-1', bus: 'default', record: { seq: 1, nth: 0, dataBytes: 15 } })
      expect(after?.fates).toMatchObject([{ sensor: 'sensor', trigger: 'http', end: end('succeeded') }])
      expect(await found({ text: 'late', bus: 'default' })).toEqual(['event-1'])
    })

    test('what settles an invocation stays, whatever is told of it later', async () => {
      const tries = [
        outcome(1, { result: Result.RETRYING, attempt: 1 }),
        outcome(1, { result: Result.SUCCEEDED, attempt: 2, created: 'Workflow/default/a-1' }),
        outcome(1, { result: Result.CLAIM_LOST, attempt: 2, finishedAtUs: startUs * 1.1 }),
      ]
      for (const [at, one] of tries.entries()) await store.apply(batchOf('outcomes', outcomeMessage(at + 1, one)))
      const [event] = (await store.search({ limit: 1 })).events
      expect(event?.fates).toMatchObject([{ end: end('succeeded'), created: 'Workflow/default/a-1' }])
      expect(await found({ ends: [end('retrying')] })).toEqual([])
    })

    test('what looks like a secret, and what a path names, is neither kept nor found', async () => {
      const data = '{"body":{"card":{"number":"4111222233334444"},"password":"open-sesame","note":"paid"}}'
      await store.apply(
        batchOf('record', recordMessage(1, delivery(1, { data, attributes: { link: 'https://ann:pw9@host/x' } }))),
      )
      expect(await found({ text: 'paid' })).toEqual(['event-1'])
      for (const text of ['4111222233334444', 'sesame']) expect(await found({ text })).toEqual([])
      const [event] = (await store.search({ limit: 1 })).events
      expect(Buffer.from(event?.record?.data ?? []).toString()).not.toMatch(/4111|sesame/u)
      expect(event?.record?.attributes['link']).not.toContain('pw9')
      expect(event?.record?.dataBytes).toBe(data.length)
    })

    test('a long word is found whole', async () => {
      const long = `a${'b'.repeat(3_500)}`
      await store.apply(batchOf('record', recordMessage(1, delivery(1, { data: `{"text":"${long}"}` }))))
      expect(await found({ text: `${long} text` })).toEqual(['event-1'])
    })

    test('what invocations have come to is told by their events', async () => {
      await store.apply(batchOf('record', recordMessage(1, delivery(1), delivery(2), delivery(3))))
      await store.apply(batchOf('outcomes', outcomeMessage(1, outcome(1), outcome(2, { result: Result.DEAD }))))
      const ids = [1, 2, 3, 4].map((nth) => ({
        namespace: 'default',
        eventSource: 'webhook',
        eventName: 'example',
        eventId: `event-${nth}`,
        deliveryId: `delivery-${nth}`,
        receivedAtUs: startUs + nth * 1_000,
      }))
      expect(await store.ends(ids)).toEqual(
        new Map([
          ['invocation-1', end('succeeded')],
          ['invocation-2', end('dead')],
        ]),
      )
      expect(await store.ends(ids.slice(2))).toEqual(new Map())
      await store.apply(batchOf('outcomes', decisionMessage(2, 3, DecisionKind.FILTERED)))
      expect(await store.stats()).toMatchObject({ events: 3, duplicates: 0, outcomes: 2, decisions: 1 })
    })

    test('what was dropped as a duplicate is found, and counted as that alone', async () => {
      await store.apply(batchOf('record', recordMessage(1, delivery(1))))
      await store.apply(batchOf('outcomes', decisionMessage(1, 2, DecisionKind.DUPLICATE, '')))
      expect(await found({ ends: [end('duplicate')] })).toEqual(['event-2'])
      expect(await store.stats()).toMatchObject({ events: 1, duplicates: 1, outcomes: 0, decisions: 0 })
    })

    test('a dead letter is an outcome; what waited and has fired waits no more', async () => {
      await store.apply(batchOf('outcomes', decisionMessage(1, 1, DecisionKind.WAITING)))
      expect(await found({ ends: [end('waiting')] })).toEqual(['event-1'])
      await store.apply(batchOf('outcomes', deadMessage(2, outcome(1, { result: Result.DEAD, reason: 'no' }))))
      expect(await found({ ends: [end('waiting')] })).toEqual([])
      expect(await found({ ends: [end('dead')] })).toEqual(['event-1'])
      await store.apply(batchOf('outcomes', decisionMessage(3, 1, DecisionKind.WAITING)))
      expect(await found({ ends: [end('waiting')] })).toEqual([])
    })

    test('many events of one millisecond, alike but for their ids, all have a place', async () => {
      const same = Array.from({ length: 4_200 }, (_, nth) => delivery(nth, { receivedAtUs: startUs }))
      await store.apply(batchOf('record', recordMessage(1, ...same)))
      const again = Array.from({ length: 100 }, (_, nth) => outcome(nth * 40, {}, { receivedAtUs: startUs }))
      await store.apply(batchOf('outcomes', outcomeMessage(1, ...again)))
      expect(await store.stats()).toMatchObject({ events: 4_200 })
      expect(await found({ ends: [end('succeeded')], limit: 1_000 })).toHaveLength(100)
    })
  })

  describe(`${name}: what is found`, () => {
    beforeEach(async () => {
      await store.apply(
        batchOf(
          'record',
          recordMessage(
            1,
            delivery(1, { traceId, data: '{"order":{"city":"Köln","state":"shipped\\nlate"}}', type: 'order' }),
            delivery(2, { eventName: 'other', data: 'plain text, shipped' }),
            delivery(3, {
              namespace: 'team',
              bus: 'big',
              eventSource: 'github',
              attributes: { subject: 'a/b c', n: 7 },
            }),
          ),
          recordMessage(2, delivery(4, { data: '\u0000shipped' }), delivery(5, { data: '{"text":"K\\u00f6ln"}' })),
        ),
      )
      await store.apply(
        batchOf(
          'outcomes',
          outcomeMessage(
            1,
            outcome(1, { created: 'Workflow/default/a-1' }),
            outcome(2, { result: Result.DEAD }, { eventName: 'other' }),
          ),
          outcomeMessage(
            2,
            outcome(1, { invocationId: 'second', sensor: 'audit', trigger: 'log', result: Result.RETRYING }),
          ),
          decisionMessage(3, 4, DecisionKind.FILTERED),
          decisionMessage(4, 5, DecisionKind.UNHEARD, ''),
        ),
      )
    })

    const cases: readonly (readonly [string, Partial<HistoryQuery>, readonly number[]])[] = [
      ['everything, newest first', {}, [5, 4, 3, 2, 1]],
      ['from a time', { fromUs: startUs + 3_000 }, [5, 4, 3]],
      ['from a time within a millisecond', { fromUs: startUs + 3_001 }, [5, 4]],
      ['until a time', { untilUs: startUs + 3_000 }, [2, 1]],
      ['between two times', { fromUs: startUs + 2_000, untilUs: startUs + 4_000 }, [3, 2]],
      ['by namespace', { namespace: 'team' }, [3]],
      ['by bus', { bus: 'default' }, [5, 4, 2, 1]],
      ['by event source', { eventSource: 'github' }, [3]],
      ['by event name', { eventName: 'other' }, [2]],
      ['by the type', { attributes: { type: 'order' } }, [1]],
      ['by the subject, which has spaces', { attributes: { subject: 'a/b c' } }, [3]],
      ['by a number', { attributes: { n: '7' } }, [3]],
      ['by two attributes of which one is another', { attributes: { n: '7', subject: 'a/b' } }, []],
      ['by a word of JSON and of plain text; data that is no text has no words', { text: 'shipped' }, [2, 1]],
      ['by a word after an escaped line end', { text: 'late' }, [1]],
      ['by words in any order and letter case', { text: 'LATE city' }, [1]],
      ['by a word with letters beyond ASCII, escaped or not', { text: 'köln' }, [5, 1]],
      ['by a part of a word: nothing', { text: 'shippe' }, []],
      ['by how a word begins', { text: 'SHIPPE*' }, [2, 1]],
      ['by how two words begin', { text: 'shipp* cit*' }, [1]],
      ['by how a word begins, and a word', { text: 'plai* shipped' }, [2]],
      ['by how a word begins that is in no event: nothing', { text: 'shipper* text' }, []],
      ['by how words with letters beyond ASCII begin', { text: 'kö*' }, [5, 1]],
      ['by what letters beyond ASCII follow on', { text: '"text" k ko*' }, []],
      ['by a phrase, whatever stands between its words', { text: '"Plain Text" shipped' }, [2]],
      ['by words that stand in another order: nothing', { text: '"text plain"' }, []],
      ['by words that others stand between: nothing', { text: '"plain shipped"' }, []],
      ['by a phrase with a line end within, as JSON escapes it', { text: '"shipped late"' }, [1]],
      ['by a phrase of a name and its value', { text: '"city köln"' }, [1]],
      ['by a phrase whose last word goes on', { text: '"plain tex*"' }, [2]],
      ['by a phrase that ends within a word: nothing', { text: '"plain tex"' }, []],
      ['by a quote that is not closed: its words', { text: '"text plain' }, [2]],
      ['by a phrase and what became of it', { text: '"text shipped"', ends: [end('dead')] }, [2]],
      ['by words of the query language', { text: 'shipped AND NOT "' }, []],
      ['by a word and where it came from', { text: 'shipped', eventName: 'other' }, [2]],
      ['by a word and what became of it', { text: 'shipped', ends: [end('dead')] }, [2]],
      ['by event id', { eventId: 'event-4' }, [4]],
      ['by delivery id', { deliveryId: 'delivery-2' }, [2]],
      ['by trace id', { traceId }, [1]],
      ['by invocation id', { invocationId: 'second' }, [1]],
      ['by what was created', { created: 'Workflow/default/a-1' }, [1]],
      ['by sensor', { sensor: 'sensor' }, [4, 2, 1]],
      ['by trigger', { trigger: 'log' }, [1]],
      ['by end', { ends: [end('succeeded'), end('filtered')] }, [4, 1]],
      ['by an event that nobody listens to', { ends: [end('unheard')] }, [5]],
      ['by sensor and end of one trigger', { sensor: 'audit', ends: [end('retrying')] }, [1]],
      ['by sensor and an end of another trigger: nothing', { sensor: 'audit', ends: [end('succeeded')] }, []],
      [
        'by all at once',
        { namespace: 'default', text: 'city', sensor: 'sensor', traceId, ends: [end('succeeded')] },
        [1],
      ],
    ]

    test.each(cases)('%s', async (_, query, expected) => {
      const ids = expected.map((nth) => `event-${nth}`)
      expect(await found(query)).toEqual(ids)
      expect(await found({ ...query, limit: 1 })).toEqual(ids)
    })

    test('of many events alike, the one with the word and the end', async () => {
      const many = Array.from({ length: 50 }, (_, at) => delivery(100 + at, { data: `{"text":"number ${100 + at}"}` }))
      await store.apply(batchOf('record', recordMessage(3, ...many)))
      const dead = many.map((_, at) => outcome(100 + at, { result: Result.DEAD }))
      await store.apply(batchOf('outcomes', outcomeMessage(5, ...dead)))
      expect(await found({ text: 'number 123', ends: [end('dead')] })).toEqual(['event-123'])
      expect(await found({ text: 'number 123', sensor: 'sensor' })).toEqual(['event-123'])
      const late = { fromUs: startUs + 110_000, untilUs: startUs + 113_000 }
      expect(await found({ text: 'number', ...late })).toEqual(['event-112', 'event-111', 'event-110'])
    })

    test('of more words that begin alike than are looked up one by one, each is found', async () => {
      const many = Array.from({ length: 300 }, (_, at) =>
        delivery(1_000 + at, { data: `{"id":"ticket${1_000 + at}"}` }),
      )
      await store.apply(batchOf('record', recordMessage(3, ...many)))
      expect(await found({ text: 'ticket*', limit: 100 })).toHaveLength(300)
      expect(await found({ text: 'ticket129*', limit: 100 })).toHaveLength(10)
      expect(await found({ text: 'ticket* shipped' })).toEqual([])
    })

    test('how many there are is told, up to a bound and where it is cheap', async () => {
      const many = Array.from({ length: 1_200 }, (_, at) =>
        delivery(1_000 + at, { data: `"${at % 6 === 0 ? 'even' : 'odd'} one"` }),
      )
      await store.apply(batchOf('record', recordMessage(3, ...many)))
      const total = async (query: Partial<HistoryQuery>) => (await store.search({ limit: 10, ...query })).total
      expect(await total({ text: 'even' })).toEqual({ events: 200, isBound: false })
      const all = await total({ text: 'one' })
      expect(all.isBound).toBe(true)
      expect(all.events).toBeGreaterThan(200)
      expect(all.events).toBeLessThanOrEqual(1_000)
      expect(await total({ text: 'shipped' })).toEqual({ events: 2, isBound: false })
      expect(await total({ text: '"even one"' })).toEqual({ events: 200, isBound: false })
      expect(await total({ text: 'eve* "odd on*"' })).toEqual({ events: 0, isBound: false })
    })

    test('a sensor, an end, a source and a word at once, where each has many and all few', async () => {
      const numbers = Array.from({ length: 1_000 }, (_, at) => 2_000 + at)
      const place = (nth: number) => ({ eventSource: `source-${nth % 7}` })
      const events = numbers.map((nth) => delivery(nth, { ...place(nth), data: `"word${nth % 5}"` }))
      const outcomes = numbers.map((nth) =>
        outcome(
          nth,
          { sensor: `sensor-${nth % 3}`, result: nth % 2 === 0 ? Result.DEAD : Result.SUCCEEDED },
          place(nth),
        ),
      )
      await store.apply(batchOf('record', recordMessage(3, ...events)))
      await store.apply(batchOf('outcomes', outcomeMessage(5, ...outcomes)))
      const meant = numbers
        .filter((nth) => nth % 7 === 1 && nth % 5 === 2 && nth % 3 === 0 && nth % 2 === 0)
        .toReversed()
      const ids = meant.map((nth) => `event-${nth}`)
      expect(ids.length).toBeGreaterThan(3)
      const all = { sensor: 'sensor-0', ends: [end('dead')], eventSource: 'source-1', text: 'word2' }
      expect(await found(all)).toEqual(ids)
      expect(await found({ ...all, text: 'word2 wor*' })).toEqual(ids)
      const alone = await found({ sensor: 'sensor-0', ends: [end('dead')], eventSource: 'source-1', limit: 20 })
      expect(alone).toEqual(
        numbers
          .filter((nth) => nth % 7 === 1 && nth % 3 === 0 && nth % 2 === 0)
          .toReversed()
          .map((nth) => `event-${nth}`),
      )
    })

    test('why an event fired nothing stands beside it', async () => {
      const [event] = (await store.search({ limit: 1, eventId: 'event-4' })).events
      expect(JSON.parse(event?.fates[0]?.note ?? '')).toEqual({
        filter: 'data',
        field: 'filters.data[0]',
        path: 'body.a',
        expected: '= 1',
      })
    })

    test.each([
      [{ limit: 0 }, 'limit'],
      [{ limit: 1_001 }, 'limit'],
      [{ text: '…' }, 'no word'],
      [{ text: 'k*' }, 'give at least 2'],
      [{ text: 'aa* bb* cc* dd* ee*' }, 'more than 4 words with *'],
      [{ sensor: '' }, 'sensor is empty'],
      [{ ends: [] }, 'ends is empty'],
      [{ ends: [77] }, 'ends'],
      [{ text: Array.from({ length: 33 }, (_, nth) => `w${nth}`).join(' ') }, 'words'],
      [{ eventId: 'x'.repeat(4_097) }, 'longer'],
    ] satisfies [Partial<HistoryQuery>, string][])('a query that cannot be is refused: %j', async (query, what) => {
      await expect(store.search({ limit: 3, ...query })).rejects.toThrow(what)
    })
  })

  describe(`${name}: what is forgotten`, () => {
    test('by age', async () => {
      await store.apply(batchOf('record', recordMessage(1, ...[1, 2, 3, 4].map((nth) => delivery(nth)))))
      await store.apply(batchOf('outcomes', outcomeMessage(1, outcome(1), outcome(4))))
      const swept = await store.sweep({ ageMaxMs: 1, bytesMax: 2 ** 40 }, startUs + 4_000)
      expect(swept).toEqual({ events: 2, more: false })
      expect(await found({})).toEqual(['event-4', 'event-3'])
      expect(await found({ text: 'nth' })).toEqual(['event-4', 'event-3'])
      expect(await found({ ends: [end('succeeded')] })).toEqual(['event-4'])
      expect(await found({ invocationId: 'invocation-1' })).toEqual([])
    })

    test('by size, the oldest first, until it fits', async () => {
      const data = JSON.stringify({ text: 'word '.repeat(400) })
      for (let seq = 1; seq <= 40; seq += 1) {
        const some = Array.from({ length: 100 }, (_, nth) => delivery(seq * 100 + nth, { data }))
        await store.apply(batchOf('record', recordMessage(seq, ...some)))
      }
      const { bytes } = await store.stats()
      const bytesMax = Math.floor(bytes / 2)
      for (let round = 0; (await store.sweep({ ageMaxMs: 1e12, bytesMax }, startUs)).more; round += 1) {
        expect(round).toBeLessThan(100)
      }
      const after = await store.stats()
      expect(after.bytes).toBeLessThanOrEqual(bytesMax)
      expect(after.events).toBeGreaterThan(500)
      expect(after.oldestUs).toBeGreaterThan(startUs + 100_000)
      expect(await found({ limit: 1_000, fromUs: after.newestUs })).toEqual(['event-4099'])
    })

    test('everything, on request', async () => {
      await store.apply(batchOf('record', recordMessage(1, delivery(1))))
      await store.clear()
      expect(await store.stats()).toMatchObject({ events: 0, oldestUs: 0, newestUs: 0 })
      expect(await store.positions()).toEqual(new Map())
      expect(await store.apply(batchOf('record', recordMessage(1, delivery(1))))).toMatchObject({ events: 1 })
    })
  })
}
