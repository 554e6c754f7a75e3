import { isDeadSubject, outcomesStream, decidedSubject, triedSubject } from '@millrace/bus'
import { readDeadOutcome, readOutcomes } from '@millrace/protocol/wire'
import type { SeenEvent, SeenFate } from '../rows.ts'
import { decisionFates } from './decision-fates.ts'
import { outcomeFates } from './outcome-fates.ts'
import type { Redaction } from './redaction.ts'
import { recordedEvents } from './recorded-events.ts'

/** A message of a stream that the history is made of. */
export interface HistoryMessage {
  readonly seq: number
  readonly subject: string
  readonly data: Uint8Array
}

/** What of an event is kept. */
export interface Keep {
  /** Bytes of its data at most. */
  readonly dataBytesMax: number
  readonly redaction: Redaction
}

/** What messages say. */
export interface Projected {
  readonly events: readonly SeenEvent[]
  readonly fates: readonly SeenFate[]
  /** Messages that are not ours; they are left out. */
  readonly unreadable: number
}

/** What the messages of one stream say, in their order. The same messages say the same. */
export function project(stream: string, messages: readonly HistoryMessage[], keep: Keep): Projected {
  const events: SeenEvent[] = []
  const fates: SeenFate[] = []
  let unreadable = 0
  for (const message of messages) {
    try {
      if (stream !== outcomesStream) events.push(...recordedEvents(stream, message, keep))
      else fates.push(...fatesIn(message))
    } catch {
      unreadable += 1
    }
  }
  return { events, fates, unreadable }
}

function fatesIn({ subject, data }: HistoryMessage): readonly SeenFate[] {
  if (subject === decidedSubject) return decisionFates(data)
  if (subject === triedSubject) return readOutcomes(data).flatMap(outcomeFates)
  if (!isDeadSubject(subject)) return []
  const dead = readDeadOutcome(data)
  return dead === undefined ? [] : outcomeFates(dead)
}
