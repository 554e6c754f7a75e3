import { adminCall } from '../admin-call.ts'
import { needRunning } from '../run-file.ts'
import { table } from '../table.ts'

/** The admin API's HalfJoin in its JSON form: 64-bit numbers are texts. */
interface HalfJoin {
  readonly namespace?: string
  readonly sensor?: string
  readonly trigger?: string
  readonly conditions?: string
  readonly missing?: readonly string[]
  readonly deadlineAtUs?: string
  readonly resetAtUs?: string
  readonly abandoned?: boolean
  readonly waiting?: readonly {
    readonly dependency?: string
    readonly eventSource?: string
    readonly eventName?: string
    readonly eventId?: string
    readonly sinceUs?: string
  }[]
}

interface Joins {
  readonly joins?: readonly HalfJoin[]
  readonly total?: number
}

/** Which joins `joins` tells of. */
export interface JoinsFlags {
  readonly state: string
  readonly namespace?: string
  readonly sensor?: string
  readonly json?: true
}

/** Tells which joins wait: what they have, since when, and what they lack. */
export async function joins({ state, namespace = '', sensor = '', json }: JoinsFlags): Promise<number> {
  const answer = await adminCall<Joins>(needRunning(state).adminUrl, 'ListJoins', { namespace, sensor })
  if (json)
    process.stdout.write(`${JSON.stringify({ joins: answer.joins ?? [], total: answer.total ?? 0 }, null, 2)}\n`)
  else process.stdout.write(`${describe(answer)}\n`)
  return 0
}

function describe({ joins: all = [], total = 0 }: Joins): string {
  if (all.length === 0) return 'no join waits'
  const rows = all.flatMap((join) =>
    (join.waiting ?? []).map((event, nth) => [
      nth === 0 ? `${join.namespace}/${join.sensor}/${join.trigger}` : '',
      event.dependency ?? '',
      `${event.eventSource}/${event.eventName}`,
      event.eventId ?? '',
      at(event.sinceUs),
      nth === 0 ? whatNext(join) : '',
    ]),
  )
  const text = table([['TRIGGER', 'HAS', 'FROM', 'EVENT', 'SINCE', 'WAITS FOR'], ...rows])
  return all.length < total ? `${text}\n${total - all.length} more; --json and the admin API give up to 1000` : text
}

function whatNext({ missing = [], abandoned, deadlineAtUs = '0', resetAtUs = '0' }: HalfJoin): string {
  if (abandoned === true) return 'nothing: its trigger is gone'
  return [
    missing.length === 0 ? 'any event of its dependencies' : missing.join(', '),
    deadlineAtUs === '0' ? '' : `until ${at(deadlineAtUs)}`,
    resetAtUs === '0' ? '' : `reset ${at(resetAtUs)}`,
  ]
    .filter((part) => part !== '')
    .join('; ')
}

function at(us = '0'): string {
  return new Date(Number(us) / 1_000).toISOString()
}
