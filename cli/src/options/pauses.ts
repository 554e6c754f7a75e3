import type { Command } from 'commander'
import { stateDefault, stateHelp, type SetCode } from './shared.ts'

/** What `pause` and `resume` are told. */
export interface PauseFlags {
  readonly trigger?: string
  readonly namespace: string
  readonly state: string
  readonly json?: true
}

/** `millrace pause`, `resume` and `paused`. */
export function addPauses(program: Command, set: SetCode): void {
  const words = {
    pause: 'hold what is due for a sensor, or for one trigger, until it is resumed; nothing is lost',
    resume: 'end a pause: what was held becomes due',
  } as const
  for (const word of ['pause', 'resume'] as const) {
    program
      .command(word)
      .description(words[word])
      .argument('<sensor>', 'name of the sensor')
      .option('--trigger <name>', 'this trigger only')
      .option('--namespace <name>', 'namespace of the sensor', 'default')
      .option('--state <dir>', stateHelp, stateDefault)
      .option('--json', 'as JSON')
      .addHelpText('after', `\nExamples:\n  millrace ${word} orders\n  millrace ${word} orders --trigger notify\n`)
      .action(async (sensor: string, flags: PauseFlags) =>
        set(await (await import('../commands/pause.ts'))[word](sensor, flags)),
      )
  }
  program
    .command('paused')
    .description('what is paused, and how much is held')
    .option('--state <dir>', stateHelp, stateDefault)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  millrace paused --json\n')
    .action(async ({ state, json }: { state: string; json?: true }) =>
      set(await (await import('../commands/pause.ts')).paused(state, json === true)),
    )
}
