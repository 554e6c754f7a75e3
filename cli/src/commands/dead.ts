import { toJson } from '@bufbuild/protobuf'
import {
  Certainty,
  DeadLetterServiceGetResponseSchema,
  DeadLetterServiceListResponseSchema,
} from '@millrace/protocol/admin'
import { RedriveSchema, type Redrive } from '@millrace/protocol/road'
import { randomUUID } from 'node:crypto'
import { CliError, exitCodes } from '../cli-error.ts'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import type { DeadChangeFlags, DeadFlags, DeadListFlags } from '../options/dead.ts'
import { progressBar } from '../output/progress-bar.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { timeIn, timeText } from '../output/time-text.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)
/** Ids that one request takes. */
const idsMax = 200
const mayBeThere = ' (the effect may be there)'
const certainties = { 'no-effect': Certainty.NO_EFFECT, uncertain: Certainty.UNCERTAIN } as const

function filterOf(flags: DeadFlags) {
  const { sensor = '', trigger = '', reasonContains = '', since, until, certainty } = flags
  const nowMs = Date.now()
  return {
    sensor,
    trigger,
    reasonContains,
    namespace: flags.namespace ?? (sensor === '' ? '' : 'default'),
    certainty: certainty === undefined ? Certainty.UNSPECIFIED : certainties[certainty],
    ...(since === undefined ? {} : { from: timeIn(since, nowMs) }),
    ...(until === undefined ? {} : { until: timeIn(until, nowMs) }),
  }
}

/** Tells the dead letters. */
export function deadList({ client, stop }: AdminUse, flags: DeadListFlags): Promise<number> {
  const { all, limit, pageToken = '' } = flags
  return show(
    {
      ask: () => client.dead.list({ filter: filterOf(flags), withRedriven: all === true, pageSize: limit, pageToken }),
      json: (answer) => toJson(DeadLetterServiceListResponseSchema, answer),
      text: ({ deadLetters, total, nextPageToken }) => {
        if (deadLetters.length === 0) return 'no dead letters'
        const rows = deadLetters.map(({ outcome, redrives }) => [
          outcome?.invocationId ?? '',
          `${outcome?.namespace}/${outcome?.sensor}/${outcome?.trigger}`,
          timeText(outcome?.finishedAtUs ?? 0n),
          String(outcome?.attempt ?? 0),
          `${outcome?.reason ?? ''}${outcome?.uncertain === true ? mayBeThere : ''}`,
          redrives.length === 0 ? '' : `redriven as ${redrives.at(-1)?.redrivenId}`,
        ])
        const text = table([['ID', 'TRIGGER', 'GIVEN UP', 'TRIES', 'REASON', ''], ...rows])
        return nextPageToken === '' ? text : `${text}\n${total} in all; older ones: --page-token ${nextPageToken}`
      },
    },
    flags,
    process.stdout,
    stop,
  )
}

/** Tells one dead letter. */
export function deadGet({ client, stop }: AdminUse, flags: AdminFlags & { readonly id: string }): Promise<number> {
  return show(
    {
      isWhole: true,
      ask: () => client.dead.get({ id: flags.id }),
      json: (answer) => toJson(DeadLetterServiceGetResponseSchema, answer),
      text: ({ deadLetter, redrives }) => {
        const { outcome, invocation, dlqInvocationId = '' } = deadLetter ?? {}
        const rows = (invocation?.invocations[0]?.history ?? []).map((one) => [
          String(one.number),
          timeText(one.startedAtUs),
          one.status === 0 ? '' : String(one.status),
          `${one.reason}${one.uncertain ? mayBeThere : ''}`,
        ])
        return [
          `invocation ${outcome?.invocationId} · ${outcome?.namespace}/${outcome?.sensor}/${outcome?.trigger}`,
          ...(outcome?.events ?? []).map(({ dependency, eventId }) => `${dependency}: event ${eventId}`),
          ...(dlqInvocationId === '' ? [] : [`its dlqTrigger ran as invocation ${dlqInvocationId}`]),
          '',
          table([['TRY', 'STARTED', 'STATUS', 'REASON'], ...rows]),
          ...redrives.map(({ redrivenId, atUs }) => `redriven ${timeText(atUs)} as invocation ${redrivenId}`),
        ].join('\n')
      },
    },
    flags,
    process.stdout,
    stop,
  )
}

/** What is meant: ids, or a filter that says something, or everything where that is said. */
function meant(
  flags: DeadChangeFlags,
): { readonly ids: readonly string[] } | { readonly filter: ReturnType<typeof filterOf> } {
  const { ids, everything } = flags
  const { sensor, trigger, reasonContains, since, until, certainty, namespace } = flags
  const isFiltered = [sensor, trigger, reasonContains, since, until, certainty, namespace].some(
    (one) => one !== undefined,
  )
  if (ids.length > 0 !== (isFiltered || everything === true))
    return ids.length > 0 ? { ids } : { filter: filterOf(flags) }
  throw new CliError(
    ids.length > 0
      ? 'give either ids or what they have in common, not both'
      : 'give ids, or what the letters have in common (--sensor, --since …), or --everything; millrace dead list shows them',
    { exitCode: exitCodes.usage },
  )
}

/** Requests for what is meant, as many ids as one takes in each. */
function requestsOf(flags: DeadChangeFlags) {
  const what = meant(flags)
  if ('filter' in what) return [what]
  return Array.from({ length: Math.ceil(what.ids.length / idsMax) }, (_, nth) => ({
    ids: what.ids.slice(nth * idsMax, (nth + 1) * idsMax),
  }))
}

/** Tries dead letters again. Ctrl-C ends it between two requests. */
export async function deadRedrive({ client, env, stop }: AdminUse, flags: DeadChangeFlags): Promise<number> {
  const { json, dryRun } = flags
  const requestId = flags.requestId ?? randomUUID()
  const all: Redrive[] = []
  {
    using progress = progressBar('redriving', process.stderr, env)
    for (const request of requestsOf(flags)) {
      const asked = { ...request, ids: 'ids' in request ? [...request.ids] : [], requestId }
      if (dryRun === true) {
        const { left } = await client.dead.redrive({ ...asked, dryRun: true })
        print(json === true ? JSON.stringify({ left: String(left) }) : `${left} would be redriven`)
        continue
      }
      for (let more = true; more && !stop.aborted;) {
        const answer = await client.dead.redrive(asked)
        all.push(...answer.redrives)
        progress.tell(all.length, Math.max(all.length, Number(answer.left) + all.length))
        // One request takes so many; the next one finds those of this one redriven.
        more = answer.more && answer.redrives.length > 0
      }
    }
  }
  if (dryRun === true) return 0
  if (json === true)
    print(JSON.stringify({ redrives: all.map((one) => toJson(RedriveSchema, one)), requestId }, null, 2))
  else if (all.length === 0) print('nothing to redrive')
  else for (const one of all) print(`${one.invocationId} is due again as ${one.redrivenId}`)
  return stop.aborted ? exitCodes.interrupted : 0
}

/** Removes dead letters for good. Ctrl-C ends it between two requests. */
export async function deadDiscard({ client, env, stop }: AdminUse, flags: DeadChangeFlags): Promise<number> {
  const { json, dryRun, reason = '' } = flags
  let discarded = 0n
  {
    using progress = progressBar('discarding', process.stderr, env)
    for (const request of requestsOf(flags)) {
      const asked = { ...request, ids: 'ids' in request ? [...request.ids] : [], reason }
      if (dryRun === true) {
        const { left } = await client.dead.discard({ ...asked, dryRun: true })
        print(json === true ? JSON.stringify({ left: String(left) }) : `${left} would be discarded`)
        continue
      }
      for (let more = true; more && !stop.aborted;) {
        const answer = await client.dead.discard(asked)
        discarded += answer.discarded
        progress.tell(Number(discarded), Number(discarded + answer.left))
        more = answer.more && answer.discarded > 0n
      }
    }
  }
  if (dryRun !== true)
    print(json === true ? JSON.stringify({ discarded: String(discarded) }) : `${discarded} discarded`)
  return stop.aborted ? exitCodes.interrupted : 0
}
