import type { Command } from 'commander'
import type { CliIo } from './admin-command.ts'

/** What `context set` is told. */
export interface ContextFlags {
  readonly url: string
  readonly tokenFile?: string
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** `millrace context …`: several installations under names. */
export function addContexts(program: Command, { env, set }: CliIo): void {
  const load = () => import('../commands/contexts.ts')
  const context = program.command('context').description('the installations that commands can be sent to')
  context
    .command('list')
    .description('the contexts, and which one is meant where none is named')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  millrace context list\n')
    .action(async ({ json }: { json?: true }) => set((await load()).contextList(env, json === true)))
  context
    .command('set')
    .description('make or change a context; files are named, not read')
    .argument('<name>', 'name of the context')
    .requiredOption('--url <url>', 'address of the admin API: http://host:7070, https://…')
    .option('--token-file <file>', 'file with a bearer token')
    .option('--ca <file>', 'authorities of the server, PEM')
    .option('--cert <file>', 'client certificate, PEM')
    .option('--key <file>', 'its key, PEM')
    .addHelpText(
      'after',
      '\nExample:\n  millrace context set prod --url https://millrace.example:7070 --token-file ~/.millrace/token\n',
    )
    .action(async (name: string, flags: ContextFlags) => set((await load()).contextSet(env, name, flags)))
  context
    .command('use')
    .description('mean this context where none is named; without a name: the system on the state folder')
    .argument('[name]', 'name of the context')
    .addHelpText('after', '\nExample:\n  millrace context use prod\n')
    .action(async (name: string | undefined) => set((await load()).contextUse(env, name)))
  context
    .command('remove')
    .description('forget a context')
    .argument('<name>', 'name of the context')
    .addHelpText('after', '\nExample:\n  millrace context remove prod\n')
    .action(async (name: string) => set((await load()).contextRemove(env, name)))
}
