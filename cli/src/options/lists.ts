import type { Command } from 'commander'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'
import { positive } from './shared.ts'

/** What the lists of a namespace take. */
export interface ListFlags extends AdminFlags {
  readonly namespace?: string
  readonly limit: number
  readonly pageToken?: string
}

export interface InvocationListFlags extends ListFlags {
  readonly sensor?: string
  readonly trigger?: string
  readonly result?: string
  readonly since?: string
  readonly until?: string
}

export interface InvocationFlags extends AdminFlags {
  readonly id: string
  readonly reason?: string
  readonly requestId?: string
}

export interface DeliveryFlags extends AdminFlags {
  readonly event: string
  readonly id: string
  readonly namespace: string
}

export interface AuditFlags extends ListFlags {
  readonly caller?: string
  readonly since?: string
  readonly until?: string
}

const paged = (command: Command): Command =>
  forAdmin(command)
    .option('--namespace <name>', 'of this namespace alone')
    .option('-n, --limit <count>', 'at most', positive, 50)
    .option('--page-token <token>', 'go on where a list ended')

/** `millrace invocations …`. */
export function addInvocations(program: Command, io: CliIo): void {
  const load = () => import('../commands/invocations.ts')
  const invocations = program
    .command('invocations')
    .description('triggers that were due, their tries and what became of them')
  paged(invocations.command('list').description('the last tries, newest first'))
    .option('--sensor <name>', 'of this sensor alone')
    .option('--trigger <name>', 'of this trigger alone')
    .option('--result <word>', 'that ended so: succeeded, retrying, dead, uncertain, limited, paused')
    .option('--since <time>', 'finished then or later: a time, or how long ago: 15m')
    .option('--until <time>', 'finished before')
    .addHelpText('after', '\nExample:\n  millrace invocations list --result retrying --since 15m\n')
    .action((flags: InvocationListFlags) =>
      onAdmin(io, flags, async (use, given) => (await load()).invocationsList(use, given)),
    )
  forAdmin(invocations.command('get').description('one invocation with all its tries'))
    .argument('<id>', 'invocation id')
    .addHelpText('after', '\nExample:\n  millrace invocations get 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n')
    .action((id: string, flags: AdminFlags) =>
      onAdmin(io, { ...flags, id }, async (use, given) => (await load()).invocationsGet(use, given)),
    )
  forAdmin(invocations.command('retry').description('make an invocation due now that waits, or was given up'), {
    watch: false,
  })
    .argument('<id>', 'invocation id')
    .option('--request-id <id>', 'the same one again makes nothing new; left out: a new one')
    .addHelpText('after', '\nExample:\n  millrace invocations retry 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n')
    .action((id: string, flags: Omit<InvocationFlags, 'id'>) =>
      onAdmin(io, { ...flags, id }, async (use, given) => (await load()).invocationsRetry(use, given)),
    )
  forAdmin(invocations.command('cancel').description('end an invocation that waits: it becomes a dead letter'), {
    watch: false,
  })
    .argument('<id>', 'invocation id')
    .option('--reason <text>', 'why; stands in the dead letter')
    .addHelpText(
      'after',
      '\nExample:\n  millrace invocations cancel 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d --reason "sent by mistake"\n',
    )
    .action((id: string, flags: Omit<InvocationFlags, 'id'>) =>
      onAdmin(io, { ...flags, id }, async (use, given) => (await load()).invocationsCancel(use, given)),
    )
}

/** `millrace sources …`, `dedup …`, `audit …`. */
export function addSystemLists(program: Command, io: CliIo): void {
  const load = () => import('../commands/system-lists.ts')
  const sources = program.command('sources').description('EventSources: whether they are connected, and what came last')
  paged(sources.command('list').description('every event of every EventSource'))
    .addHelpText('after', '\nExample:\n  millrace sources list --watch\n')
    .action((flags: ListFlags) => onAdmin(io, flags, async (use, given) => (await load()).sourcesList(use, given)))
  const dedup = program.command('dedup').description('delivery ids that are remembered')
  for (const word of ['lookup', 'forget'] as const) {
    const about = {
      lookup: 'whether a delivery id is known',
      forget: 'forget a delivery id: the next delivery with it passes',
    }
    forAdmin(dedup.command(word).description(about[word]), { watch: false })
      .argument('<event>', 'eventsource/event')
      .argument('<id>', 'delivery id')
      .option('--namespace <name>', 'namespace of the EventSource', 'default')
      .addHelpText('after', `\nExample:\n  millrace dedup ${word} hook/push 42\n`)
      .action((event: string, id: string, flags: Omit<DeliveryFlags, 'event' | 'id'>) =>
        onAdmin(io, { ...flags, event, id }, async (use, given) => (await load()).dedupCommand(word, use, given)),
      )
  }
  const audit = program.command('audit').description('who changed what through the admin API')
  paged(audit.command('list').description('changes, the last one first'))
    .option('--caller <name>', 'of this caller alone')
    .option('--since <time>', 'then or later: a time, or how long ago: 1d')
    .option('--until <time>', 'before')
    .addHelpText('after', '\nExample:\n  millrace audit list --caller alice --since 7d\n')
    .action((flags: AuditFlags) => onAdmin(io, flags, async (use, given) => (await load()).auditList(use, given)))
  forAdmin(program.command('lag').description('how far each hop is behind'))
    .addHelpText('after', '\nExample:\n  millrace lag --watch 1\n')
    .action((flags: AdminFlags) => onAdmin(io, flags, async (use, given) => (await load()).lag(use, given)))
  forAdmin(program.command('top').description('live rates, lag and latency of each hop and trigger'))
    .option('--namespace <name>', 'of this namespace alone')
    .option('--window <seconds>', 'the time that is looked back at', positive, 30)
    .option('--once', 'one look instead of going on')
    .addHelpText('after', '\nExamples:\n  millrace top\n  millrace top --once --json\n')
    .action((flags: TopFlags) =>
      onAdmin(io, flags, async (use, given) => (await import('../commands/top.ts')).top(use, given)),
    )
}

export interface TopFlags extends AdminFlags {
  readonly namespace?: string
  readonly window: number
  readonly once?: true
}
