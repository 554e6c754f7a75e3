import type { Command } from 'commander'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'
import { positive } from './shared.ts'

/** Which dead letters. */
export interface DeadFlags extends AdminFlags {
  readonly sensor?: string
  readonly trigger?: string
  readonly namespace?: string
  /** A text that stands in the reason. */
  readonly reasonContains?: string
  readonly since?: string
  readonly until?: string
  readonly certainty?: 'no-effect' | 'uncertain'
}

/** What `dead list` is told. */
export interface DeadListFlags extends DeadFlags {
  readonly all?: true
  readonly limit: number
  readonly pageToken?: string
}

/** What `dead redrive` and `dead discard` are told. */
export interface DeadChangeFlags extends DeadFlags {
  readonly ids: readonly string[]
  readonly everything?: true
  readonly requestId?: string
  readonly reason?: string
  readonly dryRun?: true
}

const which = (command: Command): Command =>
  command
    .option('--sensor <name>', 'of one sensor')
    .option('--trigger <name>', 'of one trigger')
    .option('--namespace <name>', 'of one namespace; with --sensor: default')
    .option('--reason-contains <text>', 'whose reason has this text')
    .option('--since <time>', 'given up then or later: a time, or how long ago: 15m')
    .option('--until <time>', 'given up before')
    .addOption(
      command.createOption('--certainty <kind>', 'whether the effect may be there').choices(['no-effect', 'uncertain']),
    )

/** `millrace dead list|get|redrive|discard`. */
export function addDead(program: Command, io: CliIo): void {
  const load = () => import('../commands/dead.ts')
  const dead = program.command('dead').description('invocations that were given up, and what to do about them')
  which(forAdmin(dead.command('list').description('the dead letters, newest first')))
    .option('--all', 'those that were redriven too')
    .option('-n, --limit <count>', 'at most', positive, 50)
    .option('--page-token <token>', 'go on where a list ended')
    .addHelpText('after', '\nExamples:\n  millrace dead list\n  millrace dead list --sensor orders --json\n')
    .action((flags: DeadListFlags) => onAdmin(io, flags, async (use, given) => (await load()).deadList(use, given)))
  forAdmin(dead.command('get').description('a dead letter with all its tries and its events'))
    .argument('<id>', 'invocation id')
    .addHelpText('after', '\nExample:\n  millrace dead get 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n')
    .action((id: string, flags: AdminFlags) =>
      onAdmin(io, { ...flags, id }, async (use, given) => (await load()).deadGet(use, given)),
    )
  const words = {
    redrive: ['try dead letters again: one, or all that match', 'deadRedrive'],
    discard: ['remove dead letters for good: one, or all that match', 'deadDiscard'],
  } as const
  for (const word of ['redrive', 'discard'] as const) {
    const [about, name] = words[word]
    const command = which(forAdmin(dead.command(word).description(about), { watch: false }))
      .argument('[ids...]', 'invocation ids')
      .option('--everything', 'all of them, in every namespace')
      .option('--dry-run', 'only say how many')
    if (word === 'redrive')
      command.option('--request-id <id>', 'the same one again redrives nothing twice; left out: a new one')
    else command.option('--reason <text>', 'why; stands in the audit')
    command
      .addHelpText(
        'after',
        `\nExamples:\n  millrace dead ${word} 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n  millrace dead ${word} --sensor orders --since 1d\n`,
      )
      .action((ids: string[], flags: Omit<DeadChangeFlags, 'ids'>) =>
        onAdmin(io, { ...flags, ids }, async (use, given) => (await load())[name](use, given)),
      )
  }
}
