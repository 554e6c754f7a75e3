import { fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  deadFilter,
  isDeadSubject,
  outcomesStream,
  readToEnd,
  redrivenFilter,
  summaryHeader,
  type Bus,
} from '@millrace/bus'
import { DeadLetterSchema, OutcomeSchema, RedriveSchema, type Outcome, type Redrive } from '@millrace/protocol/road'

/** A dead letter without the data of its events. */
export interface DeadHead {
  readonly outcome: Outcome
  /** Its position on the stream. */
  readonly seq: number
  /** Oldest first. */
  readonly redrives: Redrive[]
}

/** Dead letters and redrives that are looked through at most. */
export const headsMax = 500_000

/** The dead letters of a sensor, or of all, oldest first; only headers are read. Rejects when the bus is away. */
export async function readHeads(bus: Bus, namespace: string, sensor: string): Promise<DeadHead[]> {
  const filters = [deadFilter(namespace, sensor), redrivenFilter(namespace, sensor)]
  const heads = new Map<string, DeadHead>()
  const redrives: Redrive[] = []
  for await (const { subject, summary, seq } of summaries(bus, filters)) {
    if (!isDeadSubject(subject)) redrives.push(fromBinary(RedriveSchema, summary))
    else {
      const outcome = fromBinary(OutcomeSchema, summary)
      heads.set(outcome.invocationId, { outcome, seq, redrives: [] })
    }
  }
  for (const redrive of redrives) heads.get(redrive.invocationId)?.redrives.push(redrive)
  return [...heads.values()]
}

/** Redrives of one dead letter, oldest first. */
export async function readRedrives(bus: Bus, subject: string): Promise<Redrive[]> {
  const found: Redrive[] = []
  for await (const { summary } of summaries(bus, [subject])) found.push(fromBinary(RedriveSchema, summary))
  return found
}

interface Summary {
  readonly subject: string
  readonly seq: number
  readonly summary: Uint8Array
}

/** A dead letter of a version that wrote no summary is read whole. */
async function wholeSummary(bus: Bus, seq: number): Promise<Uint8Array | undefined> {
  const message = await bus.manager.streams.getMessage(outcomesStream, { seq })
  if (message === null || !isDeadSubject(message.subject)) return undefined
  const { outcome } = fromBinary(DeadLetterSchema, message.data)
  return outcome === undefined ? undefined : toBinary(OutcomeSchema, outcome)
}

async function* summaries(bus: Bus, subjects: readonly string[]): AsyncGenerator<Summary> {
  let read = 0
  const wish = { stream: outcomesStream, from: { kind: 'first' }, subjects, headersOnly: true } as const
  for await (const { subject, seq, headers } of readToEnd(bus, wish)) {
    const text = headers?.get(summaryHeader) ?? ''
    const summary = text === '' ? await wholeSummary(bus, seq) : Buffer.from(text, 'base64')
    if (summary !== undefined) yield { subject, seq, summary }
    if ((read += 1) >= headsMax) return
  }
}
