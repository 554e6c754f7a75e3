import type { Command } from 'commander'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'

/** What `pause` and `resume` are told. */
export interface PauseFlags extends AdminFlags {
  readonly sensor: string
  readonly trigger?: string
  readonly namespace: string
}

/** `millrace pause`, `resume` and `paused`. */
export function addPauses(program: Command, io: CliIo): void {
  const load = () => import('../commands/pause.ts')
  const words = {
    pause: 'hold what is due for a sensor, or for one trigger, until it is resumed; nothing is lost',
    resume: 'end a pause: what was held becomes due',
  } as const
  for (const word of ['pause', 'resume'] as const) {
    forAdmin(program.command(word).description(words[word]), { watch: false })
      .argument('<sensor>', 'name of the sensor')
      .option('--trigger <name>', 'this trigger only')
      .option('--namespace <name>', 'namespace of the sensor', 'default')
      .addHelpText('after', `\nExamples:\n  millrace ${word} orders\n  millrace ${word} orders --trigger notify\n`)
      .action((sensor: string, flags: Omit<PauseFlags, 'sensor'>) =>
        onAdmin(io, { ...flags, sensor }, async (use, given) => (await load())[word](use, given)),
      )
  }
  forAdmin(program.command('paused').description('what is paused, and how much is held'))
    .addHelpText('after', '\nExample:\n  millrace paused --json\n')
    .action((flags: AdminFlags) => onAdmin(io, flags, async (use, given) => (await load()).paused(use, given)))
}
