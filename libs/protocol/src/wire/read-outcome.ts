import type { OutcomeEvent, RoadOutcome } from './outcome.ts'
import { WireReader } from './reader.ts'

/** An outcome as a reader of many sees it, with the bytes it came in. */
export interface SeenOutcome {
  readonly outcome: RoadOutcome
  /** The encoded `millrace.v1.Outcome`. */
  readonly bytes: Uint8Array
}

/** Reads `millrace.v1.OutcomeBatch`. Throws WireError on malformed bytes. */
export function readOutcomes(bytes: Uint8Array): SeenOutcome[] {
  const reader = new WireReader(bytes)
  const seen: SeenOutcome[] = []
  while (reader.next()) {
    if (reader.field !== 1) reader.skip()
    else {
      const one = reader.bytes()
      seen.push({ outcome: readOutcome(one), bytes: one })
    }
  }
  return seen
}

/** The outcome of an encoded `millrace.v1.DeadLetter`, without its deliveries being read; undefined where it has none. */
export function readDeadOutcome(bytes: Uint8Array): SeenOutcome | undefined {
  const reader = new WireReader(bytes)
  while (reader.next()) {
    if (reader.field !== 1) reader.skip()
    else {
      const one = reader.bytes()
      return { outcome: readOutcome(one), bytes: one }
    }
  }
  return undefined
}

type Filling = { -readonly [K in keyof RoadOutcome]: RoadOutcome[K] }

const texts: Readonly<Record<number, 'invocationId' | 'namespace' | 'sensor' | 'trigger' | 'triggerType' | 'reason'>> =
  {
    1: 'invocationId',
    2: 'namespace',
    3: 'sensor',
    5: 'trigger',
    6: 'triggerType',
    10: 'reason',
  }
type NumberField = {
  [K in keyof RoadOutcome]-?: RoadOutcome[K] extends number ? K : never
}[keyof RoadOutcome]
const numbers: Readonly<Record<number, NumberField>> = {
  4: 'generation',
  7: 'attempt',
  8: 'result',
  11: 'status',
  13: 'acceptedAtUs',
  14: 'routedAtUs',
  15: 'startedAtUs',
  16: 'finishedAtUs',
  17: 'nextAttemptAtUs',
}

function readOutcome(bytes: Uint8Array): RoadOutcome {
  const reader = new WireReader(bytes)
  const events: OutcomeEvent[] = []
  const outcome: Filling = { ...blank, events }
  while (reader.next()) {
    const { field } = reader
    const text = texts[field]
    const number = numbers[field]
    if (text !== undefined) outcome[text] = reader.string()
    else if (number !== undefined) outcome[number] = reader.uint()
    else if (field === 9) outcome.uncertain = reader.bool()
    else if (field === 12) events.push(readOutcomeEvent(reader.bytes()))
    else if (field === 20) outcome.created = reader.string()
    else if (field === 21) outcome.replayId = reader.string()
    else reader.skip()
  }
  return outcome
}

const blank: RoadOutcome = {
  invocationId: '',
  namespace: '',
  sensor: '',
  generation: 0,
  trigger: '',
  triggerType: '',
  attempt: 0,
  result: 0,
  uncertain: false,
  reason: '',
  status: 0,
  events: [],
  acceptedAtUs: 0,
  routedAtUs: 0,
  startedAtUs: 0,
  finishedAtUs: 0,
  nextAttemptAtUs: 0,
}

function readOutcomeEvent(bytes: Uint8Array): OutcomeEvent {
  const reader = new WireReader(bytes)
  let dependency = ''
  let eventSource = ''
  let eventName = ''
  let eventId = ''
  let deliveryId = ''
  let receivedAtUs = 0
  let traceparent = ''
  while (reader.next()) {
    if (reader.field === 1) dependency = reader.string()
    else if (reader.field === 2) eventSource = reader.string()
    else if (reader.field === 3) eventName = reader.string()
    else if (reader.field === 4) eventId = reader.string()
    else if (reader.field === 5) deliveryId = reader.string()
    else if (reader.field === 6) receivedAtUs = reader.uint()
    else if (reader.field === 7) traceparent = reader.string()
    else reader.skip()
  }
  return { dependency, eventSource, eventName, eventId, deliveryId, receivedAtUs, traceparent }
}
