import { endWords, type HistoryQuery } from '@millrace/history'
import { namesOf, wordOf, wordsOfEvent, type HistoryLoad } from './history-load.ts'

/** A kind of question, and one of it about event `nth` of `events`. */
export interface Question {
  readonly kind: string
  /** Whether event `nth` is among the answers, where there are not more than a page of them. */
  readonly isExact: boolean
  readonly ask: (nth: number, events: number) => HistoryQuery
}

export const limit = 50
const rareWord = 19_000
const end = (word: string): number => endWords[word] ?? -1

/** What people ask: by ids, by where an event came from, by words, by what became of it, and by several at once. */
export function questions(load: HistoryLoad): readonly Question[] {
  const about = (kind: string, ask: (nth: number, events: number) => Omit<HistoryQuery, 'limit'>, isExact = false) => ({
    kind,
    isExact,
    ask: (nth: number, events: number): HistoryQuery => ({ limit, ...ask(nth, events) }),
  })
  return [
    about('the newest', () => ({})),
    about('an event id', (nth) => ({ eventId: namesOf(nth).eventId }), true),
    about('a delivery id', (nth) => ({ deliveryId: namesOf(nth).deliveryId }), true),
    about('a trace id', (nth) => ({ traceId: namesOf(nth).traceId }), true),
    about('an invocation id', (nth) => ({ invocationId: namesOf(nth).invocationId }), true),
    about('a number in the data', (nth) => ({ text: `order ${nth}` }), true),
    about('a common word', (nth) => ({ text: wordOf(nth % 20) })),
    about('a rare word', (nth) => ({ text: wordOf(rareWord + (nth % 1_000)) })),
    about('three words of an event', (nth) => ({ text: wordsOfEvent(nth).slice(0, 3).map(wordOf).join(' ') })),
    about('two common words that seldom meet', (nth) => ({
      text: `${wordOf(200 + (nth % 50))} ${wordOf(400 + (nth % 60))}`,
    })),
    about('a phrase', (nth) => ({ text: `"${wordsOfEvent(nth).slice(3, 5).map(wordOf).join(' ')}"` })),
    about('a phrase that next to no event has', (nth) => ({
      text: `"${wordOf(nth % 40)} ${wordOf(40 + (nth % 40))}"`,
    })),
    about('how a word begins', (nth) => ({ text: `${wordOf(nth % 2_000).slice(0, 5)}*` })),
    about('how thousands of words begin', (nth) => ({ text: `${wordOf(nth % 2_000).slice(0, 2)}*` })),
    about('how a number begins, and a word', (nth) => ({ text: `${String(nth).slice(0, 3)}* ${wordOf(nth % 50)}` })),
    about('an event source', (nth) => ({ eventSource: namesOf(nth).eventSource })),
    about('a source and a common word', (nth) => ({ eventSource: namesOf(nth).eventSource, text: wordOf(nth % 50) })),
    about('an attribute', (nth) => ({ attributes: { region: `region-${nth % 7}` } })),
    about('a sensor', (nth) => ({ sensor: namesOf(nth).sensor })),
    about('dead letters', () => ({ ends: [end('dead')] })),
    about('dead letters of a sensor', (nth) => ({ sensor: namesOf(nth).sensor, ends: [end('dead')] })),
    about('dead letters of an event source', (nth) => ({ ends: [end('dead')], eventSource: namesOf(nth).eventSource })),
    about('a sensor and an event source that never meet', () => ({ sensor: 'sensor-1', eventSource: 'source-2' })),
    about('dead letters with a phrase', (nth) => ({
      ends: [end('dead')],
      text: `"${wordOf(nth % 10)} ${wordOf(nth % 7)}"`,
    })),
    about('dead letters with a word', (nth) => ({ ends: [end('dead')], text: wordOf(nth % 300) })),
    about('an end that there is not', () => ({ ends: [end('filtered')], text: wordOf(3) })),
    about('a minute long ago', (nth) => ({
      fromUs: load.receivedAtUs(nth),
      untilUs: load.receivedAtUs(nth + 300_000),
    })),
    about('a word in a minute long ago', (nth) => ({
      fromUs: load.receivedAtUs(nth),
      untilUs: load.receivedAtUs(nth + 300_000),
      text: wordOf(nth % 100),
    })),
  ]
}
