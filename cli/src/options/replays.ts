import type { Command } from 'commander'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'
import { collect, positive } from './shared.ts'

/** What `replay start` is told. */
export interface ReplayStartFlags extends AdminFlags {
  readonly namespace: string
  readonly bus?: string
  readonly source?: string
  readonly since?: string
  readonly until?: string
  readonly id: readonly string[]
  readonly text?: string
  readonly mode: 'skip-done' | 'redo-failed' | 'force-new' | 'shadow'
  readonly sensor: readonly string[]
  readonly rate?: number
  readonly requestId?: string
  readonly detach?: true
}

export interface ReplayFlags extends AdminFlags {
  readonly id: string
}

/** `millrace replay …`. */
export function addReplays(program: Command, io: CliIo): void {
  const load = () => import('../commands/replays.ts')
  const replay = program.command('replay').description('recorded events, sent through their sensors again')
  forAdmin(replay.command('start').description('begin a replay and follow it; Ctrl-C leaves it running'), {
    watch: false,
  })
    .option('--namespace <name>', 'namespace of the events', 'default')
    .option('--bus <name>', 'of this EventBus alone')
    .option('--source <name>', 'of this EventSource alone, or of one event of it: eventsource/event')
    .option('--since <time>', 'recorded then or later: a time, or how long ago: 6h')
    .option('--until <time>', 'recorded before')
    .option('--id <id>', 'this event id or delivery id; may be given again', collect, [])
    .option('--text <words>', 'what a search of the history finds')
    .addOption(
      replay
        .createOption('--mode <mode>', 'what becomes of effects that are there already')
        .choices(['skip-done', 'redo-failed', 'force-new', 'shadow'])
        .default('skip-done'),
    )
    .option('--sensor <name>', 'to this sensor alone; may be given again', collect, [])
    .option('--rate <count>', 'events a second at most', positive)
    .option('--request-id <id>', 'the same one again begins nothing new; left out: a new one')
    .option('-d, --detach', 'do not follow it')
    .addHelpText(
      'after',
      '\nExamples:\n  millrace replay start --since 6h --source hook/push\n  millrace replay start --since 1d --mode shadow\n',
    )
    .action((flags: ReplayStartFlags) =>
      onAdmin(io, flags, async (use, given) => (await load()).replayStart(use, given)),
    )
  for (const [word, about] of [
    ['get', 'how far a replay is; of a shadow, what would have fired'],
    ['follow', 'follow a replay until it ends'],
    ['cancel', 'stop a replay'],
  ] as const) {
    forAdmin(replay.command(word).description(about), { watch: word === 'get' })
      .argument('<id>', 'id of the replay')
      .addHelpText('after', `\nExample:\n  millrace replay ${word} 3f2a\n`)
      .action((id: string, flags: AdminFlags) =>
        onAdmin(io, { ...flags, id }, async (use, given) => (await load()).replayCommand(word, use, given)),
      )
  }
  forAdmin(replay.command('list').description('replays, the last one first'))
    .option('--namespace <name>', 'of this namespace alone')
    .addHelpText('after', '\nExample:\n  millrace replay list\n')
    .action((flags: AdminFlags & { namespace?: string }) =>
      onAdmin(io, flags, async (use, given) => (await load()).replayList(use, given)),
    )
}
