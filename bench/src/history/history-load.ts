import type { MessageBatch } from '@millrace/history'
import { encodeDelivery, encodeDeliveryBatch, encodeOutcome, encodeOutcomeBatch } from '@millrace/protocol/wire'

/** Events of one message of the record; their outcomes are one message too. */
export const eventsPerMessage = 50
/** Time between two events, as if 5,000 came a second. Microseconds. */
const everyUs = 200
const sources = 40
const sensors = 50
const vocabulary = 20_000
const wordsPerEvent = 100
/** Of a hundred invocations so many are dead letters, by their sensor's number. */
const deadPercent = 2
const succeeded = 1
const dead = 3

/** Events with what they hold and what became of them, each made from its number: whoever asks knows what there is. */
export class HistoryLoad {
  readonly #startUs: number
  readonly #perMessage: number

  constructor(startUs: number, perMessage = eventsPerMessage) {
    this.#startUs = startUs
    this.#perMessage = perMessage
  }

  receivedAtUs(nth: number): number {
    return this.#startUs + nth * everyUs
  }

  /** Message `seq` of the record, from 1, and of the outcomes. */
  batches(seq: number): readonly [record: MessageBatch, outcomes: MessageBatch] {
    const numbers = Array.from({ length: this.#perMessage }, (_, at) => (seq - 1) * this.#perMessage + at)
    const record = encodeDeliveryBatch(
      numbers.map((nth) => this.#delivery(nth)),
      this.receivedAtUs(numbers[0] ?? 0),
    )
    const outcomes = encodeOutcomeBatch(numbers.map((nth) => this.#outcome(nth)))
    return [
      batch('EVENTS_default_default', seq, 'events.default.default', record),
      batch('OUTCOMES', seq, 'outcomes.tried', outcomes),
    ]
  }

  #delivery(nth: number): Buffer {
    const { eventSource, eventName, eventId, deliveryId, traceparent } = namesOf(nth)
    return encodeDelivery({
      namespace: 'default',
      bus: 'default',
      eventSource,
      eventName,
      deliveryId,
      receivedAtUs: this.receivedAtUs(nth),
      dedupWindowMs: 0,
      event: {
        id: eventId,
        source: eventSource,
        type: 'webhook',
        attributes: new Map([
          ['subject', eventName],
          ['datacontenttype', 'application/json'],
          ['region', `region-${nth % 7}`],
          ['traceparent', traceparent],
        ]),
        data: Buffer.from(dataOf(nth)),
      },
    })
  }

  #outcome(nth: number): Buffer {
    const { eventSource, eventName, eventId, deliveryId, traceparent, sensor, invocationId, isDead } = namesOf(nth)
    const receivedAtUs = this.receivedAtUs(nth)
    return encodeOutcome({
      invocationId,
      namespace: 'default',
      sensor,
      generation: 1,
      trigger: 'http',
      triggerType: 'http',
      attempt: 1,
      result: isDead ? dead : succeeded,
      uncertain: false,
      reason: isDead ? 'the target answered 503' : '',
      status: isDead ? 503 : 200,
      events: [{ dependency: 'd', eventSource, eventName, eventId, deliveryId, receivedAtUs, traceparent }],
      acceptedAtUs: receivedAtUs + 1_000,
      routedAtUs: receivedAtUs + 2_000,
      startedAtUs: receivedAtUs + 3_000,
      finishedAtUs: receivedAtUs + 4_000,
      nextAttemptAtUs: 0,
    })
  }
}

/** The names of event `nth` and of its invocation. */
export function namesOf(nth: number) {
  const traceId = scattered(nth, 1).toString(16).padStart(32, '1')
  return {
    eventSource: `source-${nth % sources}`,
    eventName: nth % 2 === 0 ? 'push' : 'pull',
    eventId: `${scattered(nth, 2).toString(16).padStart(8, '0')}-${nth}`,
    deliveryId: `d-${scattered(nth, 3).toString(36)}-${nth}`,
    traceId,
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    sensor: `sensor-${nth % sensors}`,
    invocationId: `${scattered(nth, 4).toString(16).padStart(24, '0')}${nth.toString(16).padStart(8, '0')}`,
    isDead: scattered(nth, 5) % 100 < deadPercent,
  }
}

/** A word of the vocabulary; lower numbers stand in more events. */
export const wordOf = (number: number): string => `w${scattered(number, 6).toString(36)}`

/** The numbers of the words of event `nth`: skewed, as those of people are. */
export function wordsOfEvent(nth: number): number[] {
  return Array.from({ length: wordsPerEvent }, (_, at) => {
    const part = scattered(nth * wordsPerEvent + at, 7) / 2 ** 32
    return Math.floor(part ** 3 * vocabulary)
  })
}

function dataOf(nth: number): string {
  const text = wordsOfEvent(nth).map(wordOf).join(' ')
  return JSON.stringify({ header: { 'Content-Type': ['application/json'] }, body: { order: nth, text } })
}

function batch(stream: string, seq: number, subject: string, data: Uint8Array): MessageBatch {
  return { stream, born: 'bench', after: seq - 1, messages: [{ seq, subject, data }] }
}

/** Thirty-two bits that look like chance, the same for the same numbers. */
function scattered(number: number, salt: number): number {
  let bits = Math.imul(number ^ (salt * 0x9e3779b9), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
