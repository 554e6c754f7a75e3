import { create, toJson } from '@bufbuild/protobuf'
import {
  EventQuerySchema,
  ReplayIdsSchema,
  ReplayMode,
  ReplayRangeSchema,
  ReplaySchema,
  ReplayServiceGetResponseSchema,
  ReplayServiceListResponseSchema,
  ReplayState,
  type Replay,
} from '@millrace/protocol/admin'
import { randomUUID } from 'node:crypto'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import type { ReplayFlags, ReplayStartFlags } from '../options/replays.ts'
import { progressBar } from '../output/progress-bar.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { timeIn, timeText } from '../output/time-text.ts'

const modes = {
  'skip-done': ReplayMode.SKIP_DONE,
  'redo-failed': ReplayMode.REDO_FAILED,
  'force-new': ReplayMode.FORCE_NEW,
  shadow: ReplayMode.SHADOW,
} as const

const states: Readonly<Record<ReplayState, string>> = {
  [ReplayState.UNSPECIFIED]: 'unknown',
  [ReplayState.RUNNING]: 'running',
  [ReplayState.DONE]: 'done',
  [ReplayState.CANCELLED]: 'cancelled',
  [ReplayState.FAILED]: 'failed',
}

/** Begins a replay and follows it. */
export async function replayStart(use: AdminUse, flags: ReplayStartFlags): Promise<number> {
  const { namespace, mode, sensor, rate = 0, requestId = randomUUID(), detach } = flags
  const { replay } = await use.client.replays.start({
    namespace,
    events: eventsOf(flags),
    mode: modes[mode],
    sensors: [...sensor],
    rateMax: rate,
    requestId,
  })
  const id = replay?.id ?? ''
  if (detach === true) return tell(replay, flags.json)
  return follow(use, { ...flags, id })
}

function eventsOf({ bus = '', source = '', since, until, id, text, namespace }: ReplayStartFlags) {
  const [eventSource = '', eventName = ''] = source.split('/')
  const nowMs = Date.now()
  const times = {
    ...(since === undefined ? {} : { from: timeIn(since, nowMs) }),
    ...(until === undefined ? {} : { until: timeIn(until, nowMs) }),
  }
  if (id.length > 0) return { case: 'ids', value: create(ReplayIdsSchema, { ids: [...id] }) } as const
  const where = { bus, eventSource, eventName, ...times }
  if (text !== undefined) {
    return { case: 'query', value: create(EventQuerySchema, { text, filter: { namespace, ...where } }) } as const
  }
  return { case: 'range', value: create(ReplayRangeSchema, where) } as const
}

export function replayCommand(word: 'get' | 'follow' | 'cancel', use: AdminUse, flags: ReplayFlags): Promise<number> {
  switch (word) {
    case 'get':
      return get(use, flags)
    case 'follow':
      return follow(use, flags)
    case 'cancel':
      return use.client.replays.cancel({ id: flags.id }).then(({ replay }) => tell(replay, flags.json))
    default:
      return word satisfies never
  }
}

/** Exit code 1 where it failed or was cancelled. */
async function follow({ client, env, stop }: AdminUse, { id, json }: ReplayFlags): Promise<number> {
  let last: Replay | undefined
  {
    using progress = progressBar(`replay ${id}`, process.stderr, env)
    for await (const { replay } of client.replays.progress({ id }, { signal: stop })) {
      if (replay === undefined) continue
      last = replay
      const { eventsDone, eventsTotal, fired, skipped } = replay
      progress.tell(Number(eventsDone), Number(eventsTotal), `events, ${fired} fired, ${skipped} left out`)
    }
  }
  return tell(last, json)
}

function tell(replay: Replay | undefined, json: true | undefined): number {
  if (replay === undefined) return 1
  process.stdout.write(`${json === true ? JSON.stringify(toJson(ReplaySchema, replay)) : replayText(replay)}\n`)
  return replay.state === ReplayState.FAILED || replay.state === ReplayState.CANCELLED ? 1 : 0
}

function replayText(replay: Replay): string {
  const { id, state, note, eventsDone, eventsTotal, fired, skipped, failed } = replay
  const counts = `${eventsDone} of ${eventsTotal} events, ${fired} fired, ${skipped} left out, ${failed} failed`
  return `replay ${id} is ${states[state]}: ${counts}${note === '' ? '' : `; ${note}`}`
}

function get({ client, stop }: AdminUse, flags: ReplayFlags): Promise<number> {
  return show(
    {
      ask: () => client.replays.get({ id: flags.id }),
      json: (answer) => toJson(ReplayServiceGetResponseSchema, answer),
      text: ({ replay, shadow }) =>
        [
          replay === undefined ? '' : replayText(replay),
          ...(shadow.length === 0
            ? []
            : [
                table([
                  ['WOULD FIRE', 'EVENTS', ''],
                  ...shadow.map((one) => [
                    `${one.sensor}/${one.trigger}`,
                    one.eventIds.join(' '),
                    one.doneBefore ? 'its effect is there' : '',
                  ]),
                ]),
              ]),
        ].join('\n'),
    },
    flags,
    process.stdout,
    stop,
  )
}

export function replayList(
  { client, stop }: AdminUse,
  flags: AdminFlags & { readonly namespace?: string },
): Promise<number> {
  return show(
    {
      ask: () => client.replays.list({ namespace: flags.namespace ?? '' }),
      json: (answer) => toJson(ReplayServiceListResponseSchema, answer),
      text: ({ replays }) =>
        replays.length === 0
          ? 'no replays'
          : table([
              ['ID', 'NAMESPACE', 'STATE', 'STARTED', 'BY', 'EVENTS', 'FIRED', 'LEFT OUT'],
              ...replays.map((one) => [
                one.id,
                one.namespace,
                states[one.state] ?? '',
                timeText(one.startedAtUs),
                one.startedBy,
                `${one.eventsDone}/${one.eventsTotal}`,
                String(one.fired),
                String(one.skipped),
              ]),
            ]),
    },
    flags,
    process.stdout,
    stop,
  )
}
