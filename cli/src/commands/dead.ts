import { randomUUID } from 'node:crypto'
import { adminCall } from '../admin-call.ts'
import { CliError } from '../cli-error.ts'
import type { DeadListFlags, RedriveFlags } from '../options/dead.ts'
import { needRunning } from '../run-file.ts'
import { table } from '../table.ts'

/** The admin API's messages in their JSON form: 64-bit numbers are texts, and defaults are left out. */
interface Outcome {
  readonly invocationId?: string
  readonly namespace?: string
  readonly sensor?: string
  readonly trigger?: string
  readonly attempt?: number
  readonly result?: string
  readonly uncertain?: boolean
  readonly reason?: string
  readonly finishedAtUs?: string
  readonly events?: readonly { readonly dependency?: string; readonly eventId?: string }[]
}

interface Redrive {
  readonly invocationId?: string
  readonly redrivenId?: string
  readonly atUs?: string
}

interface Listed {
  readonly dead?: readonly { readonly outcome?: Outcome; readonly redrives?: readonly Redrive[] }[]
  readonly total?: string
}

interface Got {
  readonly dead?: {
    readonly outcome?: Outcome
    readonly dlqInvocationId?: string
    readonly invocation?: { readonly invocations?: readonly { readonly history?: readonly Attempt[] }[] }
  }
  readonly redrives?: readonly Redrive[]
}

interface Attempt {
  readonly number?: number
  readonly startedAtUs?: string
  readonly finishedAtUs?: string
  readonly status?: number
  readonly reason?: string
  readonly uncertain?: boolean
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const time = (us = '0'): string => new Date(Number(us) / 1_000).toISOString()

/** Tells the dead letters. */
export async function deadList(flags: DeadListFlags): Promise<number> {
  const { sensor = '', all, limit, state, json } = flags
  const namespace = flags.namespace ?? (sensor === '' ? '' : 'default')
  const asked = { limit, namespace, sensor, withRedriven: all === true }
  const answer = await adminCall<Listed>(needRunning(state).adminUrl, 'ListDead', asked)
  const { dead = [], total = '0' } = answer
  if (json === true) print(JSON.stringify(answer, null, 2))
  else if (dead.length === 0) print('no dead letters')
  else {
    const rows = dead.map(({ outcome = {}, redrives = [] }) => [
      outcome.invocationId ?? '',
      `${outcome.namespace}/${outcome.sensor}/${outcome.trigger}`,
      time(outcome.finishedAtUs),
      String(outcome.attempt ?? 0),
      `${outcome.reason ?? ''}${outcome.uncertain === true ? ' (the effect may be there)' : ''}`,
      redrives.length === 0 ? '' : `redriven as ${redrives.at(-1)?.redrivenId}`,
    ])
    print(table([['ID', 'TRIGGER', 'GIVEN UP', 'TRIES', 'REASON', ''], ...rows]))
    if (Number(total) > dead.length) print(`${total} in all; --limit shows more`)
  }
  return 0
}

/** Tells one dead letter. */
export async function deadGet(id: string, state: string, json: boolean): Promise<number> {
  const answer = await adminCall<Got>(needRunning(state).adminUrl, 'GetDead', { id })
  if (json) {
    print(JSON.stringify(answer, null, 2))
    return 0
  }
  const { dead: { outcome = {}, invocation, dlqInvocationId } = {}, redrives = [] } = answer
  const history = invocation?.invocations?.[0]?.history ?? []
  const rows = history.map((one) => [
    String(one.number ?? 0),
    time(one.startedAtUs),
    one.status === undefined ? '' : String(one.status),
    `${one.reason ?? ''}${one.uncertain === true ? ' (the effect may be there)' : ''}`,
  ])
  const lines = [
    `invocation ${outcome.invocationId} · ${outcome.namespace}/${outcome.sensor}/${outcome.trigger}`,
    ...(outcome.events ?? []).map(({ dependency, eventId }) => `${dependency}: event ${eventId}`),
    ...(dlqInvocationId === undefined ? [] : [`its dlqTrigger ran as invocation ${dlqInvocationId}`]),
    '',
    table([['TRY', 'STARTED', 'STATUS', 'REASON'], ...rows]),
    ...redrives.map(({ redrivenId, atUs }) => `redriven ${time(atUs)} as invocation ${redrivenId}`),
  ]
  print(lines.join('\n'))
  return 0
}

interface Redriven {
  readonly redrives?: readonly Redrive[]
  readonly more?: boolean
}

/** Tries dead letters again. */
export async function deadRedrive(id: string | undefined, flags: RedriveFlags): Promise<number> {
  const { sensor = '', namespace, state, json } = flags
  if ((id === undefined) === (sensor === '')) {
    throw new CliError('give either the id of a dead letter or --sensor; millrace dead list shows them')
  }
  const requestId = flags.requestId ?? randomUUID()
  const asked = { id: id ?? '', requestId, ...(sensor === '' ? {} : { namespace, sensor }) }
  const { adminUrl } = needRunning(state)
  const all: Redrive[] = []
  for (;;) {
    const { redrives = [], more } = await adminCall<Redriven>(adminUrl, 'RedriveDead', asked)
    all.push(...redrives)
    if (json !== true) for (const one of redrives) print(`${one.invocationId} is due again as ${one.redrivenId}`)
    // One request takes so many; the next one finds those of this one redriven.
    if (more !== true || redrives.length === 0) break
  }
  if (json === true) print(JSON.stringify({ redrives: all, requestId }, null, 2))
  else if (all.length === 0) print('nothing to redrive')
  return 0
}
