import type { Command } from 'commander'
import { positive, stateDefault, stateHelp, type SetCode } from './shared.ts'

/** `millrace dead list|get|redrive`. */
export function addDead(program: Command, set: SetCode): void {
  const dead = program.command('dead').description('invocations that were given up, and what to do about them')
  dead
    .command('list')
    .description('the dead letters, newest first')
    .option('--sensor <name>', 'of one sensor')
    .option('--namespace <name>', 'of one namespace; with --sensor: default')
    .option('--all', 'those that were redriven too')
    .option('-n, --limit <count>', 'at most', positive, 50)
    .option('--state <dir>', stateHelp, stateDefault)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  millrace dead list\n  millrace dead list --sensor orders --json\n')
    .action(async (flags: DeadListFlags) => set(await (await import('../commands/dead.ts')).deadList(flags)))
  dead
    .command('get')
    .description('a dead letter with all its tries and its events')
    .argument('<id>', 'invocation id')
    .option('--state <dir>', stateHelp, stateDefault)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  millrace dead get 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n')
    .action(async (id: string, { state, json }: { state: string; json?: true }) =>
      set(await (await import('../commands/dead.ts')).deadGet(id, state, json === true)),
    )
  dead
    .command('redrive')
    .description('try a dead letter again, or all of a sensor')
    .argument('[id]', 'invocation id')
    .option('--sensor <name>', 'all of this sensor that were not redriven yet')
    .option('--namespace <name>', 'namespace of the sensor', 'default')
    .option('--request-id <id>', 'the same one again redrives nothing twice; left out: a new one')
    .option('--state <dir>', stateHelp, stateDefault)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  millrace dead redrive 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n  millrace dead redrive --sensor orders\n',
    )
    .action(async (id: string | undefined, flags: RedriveFlags) =>
      set(await (await import('../commands/dead.ts')).deadRedrive(id, flags)),
    )
}

/** What `dead list` is told. */
export interface DeadListFlags {
  readonly sensor?: string
  readonly namespace?: string
  readonly all?: true
  readonly limit: number
  readonly state: string
  readonly json?: true
}

/** What `dead redrive` is told. */
export interface RedriveFlags {
  readonly sensor?: string
  readonly namespace: string
  readonly requestId?: string
  readonly state: string
  readonly json?: true
}
