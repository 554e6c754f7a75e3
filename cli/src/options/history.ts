import type { Command } from 'commander'
import { forAdmin, onAdmin, type AdminFlags, type CliIo } from './admin-command.ts'

/** `millrace history status|rebuild`. */
export function addHistory(program: Command, io: CliIo): void {
  const load = () => import('../commands/history.ts')
  const history = program.command('history').description('what events, decisions and outcomes told, kept for searching')
  forAdmin(history.command('status').description('how much it holds, and how far it has taken each stream in'))
    .addHelpText('after', '\nExample:\n  millrace history status --watch\n')
    .action((flags: AdminFlags) => onAdmin(io, flags, async (use, given) => (await load()).historyStatus(use, given)))
  forAdmin(history.command('rebuild').description('make it anew from the streams; Ctrl-C leaves that going on'), {
    watch: false,
  })
    .addHelpText('after', '\nExample:\n  millrace history rebuild\n')
    .action((flags: AdminFlags) => onAdmin(io, flags, async (use, given) => (await load()).historyRebuild(use, given)))
}
