import { toJson } from '@bufbuild/protobuf'
import {
  HistoryServiceRebuildResponseSchema,
  HistoryServiceStatusResponseSchema,
  type HistoryServiceRebuildResponse,
  type HistoryServiceStatusResponse,
} from '@millrace/protocol/admin'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import { progressBar } from '../output/progress-bar.ts'
import { show } from '../output/show.ts'
import { counted } from '../output/counted.ts'
import { table } from '../output/table.ts'
import { timeText } from '../output/time-text.ts'

/** Tells how much the history holds, and how far it has taken each stream in. Exit code 1 where there is none. */
export function historyStatus({ client, stop }: AdminUse, flags: AdminFlags): Promise<number> {
  return show(
    {
      ask: () => client.history.status({}),
      json: (answer) => toJson(HistoryServiceStatusResponseSchema, answer),
      text: statusText,
      code: ({ driver }) => (driver === '' ? 1 : 0),
    },
    flags,
    process.stdout,
    stop,
  )
}

const mebibyte = 2 ** 20

function statusText(status: HistoryServiceStatusResponse): string {
  const { driver, events, duplicates, outcomes, decisions, bytes, oldestAtUs, streams } = status
  if (driver === '') return 'there is no history in this installation'
  const oldest = oldestAtUs === 0n ? '' : `, the oldest of ${timeText(oldestAtUs)}`
  const held = [
    counted(events, 'event'),
    counted(duplicates, 'duplicate'),
    counted(outcomes, 'outcome'),
    counted(decisions, 'decision'),
  ].join(', ')
  const rows = streams.map(({ stream, takenSeq, lastSeq }) => [stream, String(takenSeq), String(lastSeq)])
  return [
    `${driver}: ${held}, ${(Number(bytes) / mebibyte).toFixed(1)} MiB${oldest}`,
    '',
    table([['STREAM', 'TAKEN IN', 'LAST'], ...rows]),
  ].join('\n')
}

/** Has the history made anew, and shows how far that is. Exit code 1 where it broke off. */
export async function historyRebuild({ client, env, stop }: AdminUse, { json }: AdminFlags): Promise<number> {
  let last: HistoryServiceRebuildResponse | undefined
  {
    using progress = progressBar('rebuilding the history', process.stderr, env)
    for await (const told of client.history.rebuild({}, { signal: stop })) {
      last = told
      progress.tell(Number(told.done), Number(told.total), 'messages')
    }
  }
  if (last === undefined) return 1
  const { done, total, finished } = last
  const text = `${finished ? 'rebuilt' : 'broken off'}: ${done} of ${total} messages`
  process.stdout.write(`${json === true ? JSON.stringify(toJson(HistoryServiceRebuildResponseSchema, last)) : text}\n`)
  return finished ? 0 : 1
}
