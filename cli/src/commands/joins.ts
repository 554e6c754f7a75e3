import { toJson } from '@bufbuild/protobuf'
import { SensorServiceJoinsResponseSchema, type HalfJoin } from '@millrace/protocol/admin'
import type { AdminUse } from '../options/admin-command.ts'
import type { JoinsFlags } from '../options/running.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { timeText } from '../output/time-text.ts'

/** Tells which joins wait: what they have, since when, and what they lack. */
export function joins({ client, stop }: AdminUse, flags: JoinsFlags): Promise<number> {
  const { namespace = '', sensor = '' } = flags
  return show(
    {
      ask: () => client.sensors.joins({ namespace, sensor, pageSize: 1_000 }),
      json: (answer) => toJson(SensorServiceJoinsResponseSchema, answer, { alwaysEmitImplicit: true }),
      text: ({ joins: all, total }) => describe(all, total),
    },
    flags,
    process.stdout,
    stop,
  )
}

function describe(all: readonly HalfJoin[], total: number): string {
  if (all.length === 0) return 'no join waits'
  const rows = all.flatMap((join) =>
    join.waiting.map((event, nth) => [
      nth === 0 ? `${join.namespace}/${join.sensor}/${join.trigger}` : '',
      event.dependency,
      `${event.eventSource}/${event.eventName}`,
      event.eventId,
      timeText(event.sinceUs),
      nth === 0 ? whatNext(join) : '',
    ]),
  )
  const text = table([['TRIGGER', 'HAS', 'FROM', 'EVENT', 'SINCE', 'WAITS FOR'], ...rows])
  return all.length < total ? `${text}\n${total - all.length} more; the admin API gives them in pages` : text
}

function whatNext({ missing, abandoned, deadlineAtUs, resetAtUs }: HalfJoin): string {
  if (abandoned) return 'nothing: its trigger is gone'
  return [
    missing.length === 0 ? 'any event of its dependencies' : missing.join(', '),
    deadlineAtUs === 0n ? '' : `until ${timeText(deadlineAtUs)}`,
    resetAtUs === 0n ? '' : `reset ${timeText(resetAtUs)}`,
  ]
    .filter((part) => part !== '')
    .join('; ')
}
