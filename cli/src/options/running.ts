import type { Command } from 'commander'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'
import { positive, stateDefault, stateHelp } from './shared.ts'

/** Which joins `joins` tells of. */
export interface JoinsFlags extends AdminFlags {
  readonly namespace?: string
  readonly sensor?: string
}

/** What is asked of a system that runs: `status`, `logs`, `down`, `joins`, `trace`, `why`. */
export function addRunning(program: Command, io: CliIo): void {
  program
    .command('down')
    .description('stop the system that runs on a state folder')
    .option('--state <dir>', stateHelp, stateDefault)
    .addHelpText('after', '\nExample:\n  millrace down --state .millrace\n')
    .action(async ({ state }: { state: string }) => io.set(await (await import('../commands/down.ts')).down(state)))
  forAdmin(program.command('status').description('what runs: services, backlog, objects'))
    .addHelpText(
      'after',
      '\nExamples:\n  millrace status\n  millrace status --json\n  millrace status --context prod\n',
    )
    .action((flags: AdminFlags) =>
      onAdmin(io, flags, async (use, given) => (await import('../commands/status.ts')).status(use, given)),
    )
  program
    .command('logs')
    .description('the log of the system that runs, or ran last')
    .option('--state <dir>', stateHelp, stateDefault)
    .option('-f, --follow', 'go on as lines come')
    .option('-n, --lines <count>', 'lines from the end', (text) => positive(text), 100)
    .addHelpText('after', '\nExamples:\n  millrace logs -n 20\n  millrace logs -f\n')
    .action(async (flags: { state: string; follow?: true; lines: number }) =>
      io.set(await (await import('../commands/logs.ts')).logs(flags)),
    )
  forAdmin(
    program.command('joins').description('the joins that wait: which events they have, since when, and what they lack'),
  )
    .option('--namespace <name>', 'of this namespace alone')
    .option('--sensor <name>', 'of this sensor alone')
    .addHelpText('after', '\nExamples:\n  millrace joins\n  millrace joins --sensor release --json\n')
    .action((flags: JoinsFlags) =>
      onAdmin(io, flags, async (use, given) => (await import('../commands/joins.ts')).joins(use, given)),
    )
  forAdmin(program.command('trace').description('the whole road of an event as a waterfall, with timings'))
    .argument('<id>', 'event id, delivery id or invocation id')
    .addHelpText('after', '\nExample:\n  millrace trace 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n')
    .action((id: string, flags: AdminFlags) =>
      onAdmin(io, { ...flags, id }, async (use, given) => (await import('../commands/trace.ts')).trace(use, given)),
    )
  forAdmin(
    program
      .command('why')
      .description('why an event had an effect, or none: what was decided about it at each trigger'),
  )
    .argument('<id>', 'event id, delivery id or invocation id')
    .addHelpText('after', '\nExample:\n  millrace why 6f1c0a8e5b7d4c2f9a3e1d0b8c7f6e5d\n')
    .action((id: string, flags: AdminFlags) =>
      onAdmin(io, { ...flags, id }, async (use, given) => (await import('../commands/why.ts')).why(use, given)),
    )
}
