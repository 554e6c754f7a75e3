import { readEvent } from '@millrace/protocol/wire'
import { wholeEvent } from '@millrace/payloads'
import type { RecordedEvent } from '@millrace/protocol/admin'
import type { AdminSubject } from '../subject.ts'
import { recordedEvent, type PlacedDelivery } from './recorded-event.ts'

/** How long it waits for room. Milliseconds. */
const roomWaitMs = 10_000

/** Events with their data, that of the first large one from the object store. */
export async function wholeEvents(
  found: readonly PlacedDelivery[],
  { payloads, redact }: Pick<AdminSubject, 'payloads' | 'redact'>,
): Promise<RecordedEvent[]> {
  const first = found.find(({ head }) => head.dataRef !== undefined)
  const events: RecordedEvent[] = []
  for (const placed of found) {
    events.push(placed === first ? await largeEvent(placed, payloads, redact) : recordedEvent(placed, true, redact))
  }
  return events
}

async function largeEvent(
  placed: PlacedDelivery,
  payloads: AdminSubject['payloads'],
  redact: AdminSubject['redact'],
): Promise<RecordedEvent> {
  const { dataRef, eventBytes } = placed.head
  if (dataRef === undefined) return recordedEvent(placed, true, redact)
  const whole = await wholeEvent(payloads, readEvent(eventBytes), dataRef, roomWaitMs)
  if (whole.kind === 'lost') return { ...recordedEvent(placed, true, redact), dataProblem: whole.reason }
  using held = whole
  return recordedEvent(placed, true, redact, held.event.data)
}
