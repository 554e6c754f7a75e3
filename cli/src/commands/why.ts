import { toJson } from '@bufbuild/protobuf'
import { DecisionServiceWhyResponseSchema, Progress, type Reason } from '@millrace/protocol/admin'
import { DecisionKind, Result } from '@millrace/protocol/road'
import { exitCodes } from '../cli-error.ts'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'

/** Tells why an event had an effect or none. Exit code 5 when nothing is known of it. */
export function why({ client, stop }: AdminUse, flags: AdminFlags & { readonly id: string }): Promise<number> {
  return show(
    {
      ask: () => client.decisions.why({ id: flags.id }),
      json: (answer) => toJson(DecisionServiceWhyResponseSchema, answer),
      text: ({ summary, reasons }) => (reasons.length === 0 ? summary : `${summary}\n\n${reasonTable(reasons)}`),
      code: ({ progress }) => (progress === Progress.UNKNOWN ? exitCodes.missing : 0),
    },
    flags,
    process.stdout,
    stop,
  )
}

function reasonTable(reasons: readonly Reason[]): string {
  const rows = reasons.map((reason) => [
    reason.listener === undefined ? '-' : `${reason.listener.sensor}/${reason.listener.trigger}`,
    reason.listener?.dependency ?? '',
    wordOf(reason),
    reason.sentence,
  ])
  return table([['TRIGGER', 'DEPENDENCY', 'DECISION', 'WHY'], ...rows])
}

const words: Readonly<Record<DecisionKind, string>> = {
  [DecisionKind.UNSPECIFIED]: 'untold',
  [DecisionKind.FIRED]: 'fired',
  [DecisionKind.FILTERED]: 'filtered',
  [DecisionKind.WAITING]: 'waiting',
  [DecisionKind.LIMITED]: 'limited',
  [DecisionKind.DUPLICATE]: 'duplicate',
  [DecisionKind.FAILED]: 'failed',
  [DecisionKind.PAUSED]: 'paused',
  [DecisionKind.UNHEARD]: 'unheard',
}

function wordOf({ kind, result }: Reason): string {
  if (result === Result.DEAD || result === Result.UNCERTAIN) return 'dead letter'
  return words[kind] ?? 'untold'
}
