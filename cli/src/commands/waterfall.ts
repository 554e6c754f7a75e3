import type { EventRoad, Reason } from '@millrace/protocol/admin'
import { DecisionKind, Result, type Outcome } from '@millrace/protocol/road'
import type { Paint } from '../output/paint.ts'
import { resultText } from '../output/result-text.ts'
import { table, widthOf } from '../output/table.ts'
import { spanText, timeText } from '../output/time-text.ts'

/** How wide, and in which colours. */
export interface Look {
  readonly paint: Paint
  readonly columns: number
}

/** A stretch of the road. Times are microseconds since the event was received. */
export interface Step {
  readonly label: string
  readonly fromUs: number
  readonly toUs: number
  /** Nothing is done meanwhile: it waits. */
  readonly waits: boolean
  readonly note: string
  readonly result: Result | undefined
}

const barMin = 20
const barMax = 60

/** The road of an event as a waterfall, and what was decided where nothing fired. */
export function roadText(id: string, road: EventRoad, look: Look): string {
  const parts = [headText(id, road, look), waterfall(stepsOf(road.outcomes), look), decisions(road.reasons)]
  return parts.filter((part) => part !== '').join('\n\n')
}

function headText(id: string, { outcomes, note }: EventRoad, { paint }: Look): string {
  const event = outcomes[0]?.events[0]
  if (event === undefined) return note === '' ? `nothing is known of ${JSON.stringify(id)}` : note
  const delivery = event.deliveryId === '' ? '' : ` · delivery ${event.deliveryId}`
  const trace = event.traceparent.split('-')[1] ?? ''
  return [
    `${paint.strong(`event ${event.eventId}`)} · ${event.eventSource}/${event.eventName}${delivery}`,
    `received ${timeText(event.receivedAtUs)}${trace === '' ? '' : ` · trace ${trace}`}`,
  ].join('\n')
}

/** The stretches of the road, in the order in which they begin. Pure. */
export function stepsOf(outcomes: readonly Outcome[]): Step[] {
  const [first] = outcomes
  if (first === undefined) return []
  const originUs = originOf(outcomes)
  const at = (us: bigint): number => Math.max(0, Number(us - originUs))
  const road = [
    step('ingest → dedup', 0, at(first.acceptedAtUs)),
    step('dedup → router', at(first.acceptedAtUs), at(first.routedAtUs)),
  ]
  const last = new Map<string, number>()
  for (const outcome of outcomes) {
    const { invocationId, sensor, trigger, triggerType, attempt, result, status, reason } = outcome
    const label = `${sensor}/${trigger}`
    const [from, to] = [at(outcome.startedAtUs), at(outcome.finishedAtUs)]
    const since = last.get(invocationId) ?? at(outcome.routedAtUs)
    road.push({ ...step(`${label} waits`, since, from), waits: true })
    const told = [status === 0 ? '' : String(status), reason].filter((part) => part !== '').join(' ')
    road.push({ ...step(`${label} #${attempt} ${triggerType}`.trimEnd(), from, to), note: told, result })
    last.set(invocationId, to)
  }
  return road
}

const step = (label: string, fromUs: number, toUs: number): Step => ({
  label,
  fromUs,
  toUs: Math.max(fromUs, toUs),
  waits: false,
  note: '',
  result: undefined,
})

/** Of a join, the event that came first. */
function originOf(outcomes: readonly Outcome[]): bigint {
  const times = outcomes.flatMap(({ events }) => events.map(({ receivedAtUs }) => receivedAtUs)).filter((us) => us > 0n)
  return times.reduce((least, us) => (us < least ? us : least), times[0] ?? 0n)
}

function waterfall(steps: readonly Step[], { paint, columns }: Look): string {
  if (steps.length === 0) return ''
  const endUs = Math.max(1, ...steps.map(({ toUs }) => toUs))
  const labels = Math.max(...steps.map(({ label }) => widthOf(label)))
  const width = Math.min(barMax, Math.max(barMin, columns - labels - 40))
  const rows = steps.map((one) => [
    one.label,
    barOf(one, endUs, width, paint),
    spanText(one.toUs - one.fromUs),
    [one.result === undefined ? '' : painted(one.result, paint), one.note].filter((part) => part !== '').join(' '),
  ])
  return `${table(rows)}\n${paint.dim(`whole road ${spanText(endUs)}`)}`
}

function barOf({ fromUs, toUs, waits, result }: Step, endUs: number, width: number, paint: Paint): string {
  const from = Math.min(width - 1, Math.floor((fromUs / endUs) * width))
  const to = Math.max(from + 1, Math.round((toUs / endUs) * width))
  const bar = (waits ? '·' : '█').repeat(to - from)
  const look = waits ? paint.dim : result === undefined || result === Result.SUCCEEDED ? paint.good : paint.bad
  return ' '.repeat(from) + look(bar) + ' '.repeat(Math.max(0, width - to))
}

function painted(result: Result, paint: Paint): string {
  const word = resultText(result)
  if (result === Result.SUCCEEDED) return paint.good(word)
  return result === Result.DEAD || result === Result.UNCERTAIN ? paint.bad(word) : paint.warn(word)
}

/** What was decided and no outcome tells. */
function decisions(reasons: readonly Reason[]): string {
  const decided = reasons.filter(({ kind }) => kind !== DecisionKind.FIRED)
  if (decided.length === 0) return ''
  const rows = decided.map(({ listener, sentence }) => [
    listener === undefined ? '-' : `${listener.sensor}/${listener.trigger}`,
    listener?.dependency ?? '',
    sentence,
  ])
  return table([['TRIGGER', 'DEPENDENCY', 'WHY'], ...rows])
}
