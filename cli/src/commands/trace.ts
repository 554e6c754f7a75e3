import { adminCall } from '../admin-call.ts'
import { needRunning } from '../run-file.ts'
import { reasonRows, type Reason } from '../reason-rows.ts'
import { table } from '../table.ts'

/** The admin API's Outcome in its JSON form: 64-bit numbers are texts. */
interface Outcome {
  readonly sensor?: string
  readonly trigger?: string
  readonly triggerType?: string
  readonly attempt?: number
  readonly result?: string
  readonly uncertain?: boolean
  readonly reason?: string
  readonly status?: number
  readonly acceptedAtUs?: string
  readonly routedAtUs?: string
  readonly startedAtUs?: string
  readonly finishedAtUs?: string
  readonly events?: readonly {
    readonly eventSource?: string
    readonly eventName?: string
    readonly eventId?: string
    readonly deliveryId?: string
    readonly receivedAtUs?: string
  }[]
}

interface Road {
  readonly outcomes?: readonly Outcome[]
  readonly note?: string
  readonly reasons?: readonly Reason[]
}

/** Tells the road of an event. Exit code 1 when nothing is known of it. */
export async function trace(id: string, state: string, json: boolean): Promise<number> {
  const road = await adminCall<Road>(needRunning(state).adminUrl, 'GetRoad', { id })
  const { outcomes = [] } = road
  if (json) process.stdout.write(`${JSON.stringify(road, null, 2)}\n`)
  else process.stdout.write(`${outcomes.length === 0 ? unknown(id, road) : describe(outcomes)}${others(road)}\n`)
  return outcomes.length === 0 && road.note === undefined ? 1 : 0
}

function unknown(id: string, { note }: Road): string {
  return (
    note ?? `nothing is known of ${JSON.stringify(id)}: no such event among the last ones, or it is still under way`
  )
}

/** What was decided and no outcome tells. */
function others({ reasons = [] }: Road): string {
  const decided = reasons.filter(({ kind }) => kind !== 'DECISION_KIND_FIRED')
  return decided.length === 0 ? '' : `\n\n${table(reasonRows(decided))}`
}

function describe(outcomes: readonly Outcome[]): string {
  const event = outcomes[0]?.events?.[0]
  const head = `event ${event?.eventId} · ${event?.eventSource}/${event?.eventName}${event?.deliveryId === undefined ? '' : ` · delivery ${event.deliveryId}`}`
  const received = Number(event?.receivedAtUs ?? 0)
  const rows = outcomes.map((outcome) => [
    `${outcome.sensor}/${outcome.trigger}`,
    outcome.triggerType ?? '',
    String(outcome.attempt ?? 0),
    after(outcome.acceptedAtUs, received),
    after(outcome.routedAtUs, received),
    after(outcome.startedAtUs, received),
    after(outcome.finishedAtUs, received),
    (outcome.result ?? '').replace('RESULT_', '').toLowerCase() + (outcome.uncertain === true ? ' (uncertain)' : ''),
    [outcome.status === undefined ? '' : String(outcome.status), outcome.reason ?? ''].join(' ').trim(),
  ])
  const at = received === 0 ? '' : `received ${new Date(received / 1_000).toISOString()}`
  return [
    head,
    at,
    '',
    table([['TRIGGER', 'TYPE', 'TRY', 'DEDUPED', 'ROUTED', 'STARTED', 'FINISHED', 'RESULT', ''], ...rows]),
  ].join('\n')
}

function after(us: string | undefined, fromUs: number): string {
  return us === undefined || us === '0' ? '' : `+${((Number(us) - fromUs) / 1_000).toFixed(1)} ms`
}
