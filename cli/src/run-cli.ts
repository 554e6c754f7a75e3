import { Command, CommanderError, Option } from 'commander'
import { version } from '@millrace/service'
import { addEval } from './add-eval.ts'
import { CliError, exitCodes } from './cli-error.ts'
import type { DryRunBindingsFlags } from './commands/dry-run-bindings.ts'
import type { DryRunFlags } from './commands/dry-run.ts'
import { addCompletion } from './options/completion.ts'
import { addContexts } from './options/contexts.ts'
import { addDead } from './options/dead.ts'
import { addEvents } from './options/events.ts'
import { addHistory } from './options/history.ts'
import { addInvocations, addSystemLists } from './options/lists.ts'
import { addMigrate } from './options/migrate.ts'
import { addPauses } from './options/pauses.ts'
import { addReplays } from './options/replays.ts'
import { addRunning } from './options/running.ts'
import { addSensors } from './options/sensors.ts'
import { collect, stateDefault, stateHelp, type SetCode } from './options/shared.ts'

/** The environment. */
export type Env = Readonly<Record<string, string | undefined>>

const exitCodeHelp = `
Exit codes:
  0    done
  1    a fault, or the system is not well
  2    the words were wrong
  3    the admin API does not answer
  4    not known, or without the right
  5    not there
  6    not in the version that runs
  130  interrupted
`

/** Runs one command line. Gives the exit code: 0, or one of `exitCodes`. */
export async function runCli(args: readonly string[], env: Env): Promise<number> {
  let code = 0
  const set = (given: number): void => void (code = given)
  const io = { env, set }
  const program = new Command('millrace')
    .description('Events come in, effects go out, each effect exactly once. Runs the manifests of Argo Events.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', exitCodeHelp)
  addUp(program, env, set)
  addRunning(program, io)
  addEvents(program, io)
  addInvocations(program, io)
  addDead(program, io)
  addReplays(program, io)
  addHistory(program, io)
  addSensors(program, io)
  addPauses(program, io)
  addSystemLists(program, io)
  addContexts(program, io)
  addValidate(program, set)
  addMigrate(program, set)
  addDryRun(program, set)
  addSend(program, set)
  addEval(program, env, set)
  addCompletion(program)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    // commander has told what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
    if (!(error instanceof CliError)) throw error
    process.stderr.write(`millrace: ${error.message}\n`)
    return error.exitCode
  }
}

function addUp(program: Command, env: Env, set: SetCode): void {
  program
    .command('up')
    .description('run the whole system on the manifests of a folder, until Ctrl-C')
    .argument('[dir]', 'folder with manifests', '.')
    .option('--state <dir>', stateHelp, stateDefault)
    .option('-d, --detach', 'run in the background; see status, logs and down')
    .addOption(
      new Option('--durability <kind>', 'when an event counts as stored')
        .choices(['fsync', 'relaxed'])
        .default('fsync'),
    )
    .option('--nats-url <url>', 'use this NATS instead of starting one')
    .option('--redis-url <url>', 'use this Redis instead of starting one')
    .addOption(
      new Option(
        '--kube <kubeconfig>',
        'the cluster that triggers act on and resource events tell of; none where left out',
      ).env('MILLRACE_KUBE'),
    )
    .option('--nats-port <port>', 'port of the NATS that is started; 0: a free one', port, 0)
    .option('--redis-port <port>', 'port of the Redis that is started; 0: a free one', port, 0)
    .option('--admin-port <port>', 'admin API and event pages', port, 7070)
    .option('--metrics-port <port>', 'GET /metrics', port, 7777)
    .option('--no-history', 'keep no history: events are not searched, and a replay finds them by time alone')
    .option('--workflow-events-port <port>', 'Workflows event API, where there are bindings; 0: none', port, 2746)
    .option('--echo', 'serve the echo target even where no manifest calls it')
    .option('--echo-port <port>', 'port of the echo target', port, 7099)
    .addOption(
      new Option('--log-level <level>', 'least serious lines shown')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  millrace up examples/quickstart\n  millrace up manifests --detach && millrace logs -f\n',
    )
    .action(async (dir: string, options: UpFlags) => {
      const { up } = await import('./up/up.ts')
      set(await up({ ...options, dir }, env))
    })
}

interface UpFlags {
  readonly state: string
  readonly detach?: true
  readonly durability: 'fsync' | 'relaxed'
  readonly natsUrl?: string
  readonly redisUrl?: string
  readonly kube?: string
  readonly natsPort: number
  readonly redisPort: number
  readonly echo?: true
  readonly echoPort: number
  readonly adminPort: number
  readonly metricsPort: number
  readonly history: boolean
  readonly workflowEventsPort: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}

function addValidate(program: Command, set: SetCode): void {
  program
    .command('validate')
    .description('say what is wrong with manifests: file, line, column, field')
    .argument('<paths...>', 'files and folders')
    .option('--strict', 'warnings count as errors')
    .option('--json', 'problems as JSON')
    .addHelpText('after', '\nExample:\n  millrace validate manifests/ sensor.yaml\n')
    .action(async (paths: string[], flags: { strict?: true; json?: true }) =>
      set(await (await import('./commands/validate.ts')).validate(paths, flags)),
    )
}

function addDryRun(program: Command, set: SetCode): void {
  program
    .command('dry-run')
    .description('what a sensor would do with events: filters, transforms, conditions, and what it would send')
    .argument('<paths...>', 'files and folders with the sensor')
    .option('--event <file>', 'an event, as FILE or DEPENDENCY=FILE; several in the order they come', collect, [])
    .option('--sensor <name>', 'the sensor that is meant, where there are several')
    .option(
      '--discriminator <text>',
      'asks the WorkflowEventBindings instead: the end of the path that the event is posted to',
    )
    .option('--header <header>', "a header of that event, such as 'X-GitHub-Event: push'", collect, [])
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  millrace dry-run sensor.yaml --event event.json\n  millrace dry-run bindings.yaml --discriminator hello --event payload.json\n',
    )
    .action(async (paths: string[], flags: DryRunFlags & Partial<DryRunBindingsFlags>) => {
      const { discriminator, header = [] } = flags
      if (discriminator === undefined) {
        return set(await (await import('./commands/dry-run.ts')).dryRunCommand(paths, flags))
      }
      const { dryRunBindings } = await import('./commands/dry-run-bindings.ts')
      return set(await dryRunBindings(paths, { ...flags, discriminator, header }))
    })
}

function addSend(program: Command, set: SetCode): void {
  program
    .command('send')
    .description('send an event to a webhook of the system that runs')
    .argument('[event]', 'eventsource/event; the only webhook there is where left out')
    .option('--data <json>', 'the body')
    .option('--file <file>', 'the body from a file; - for standard input')
    .option('--id <id>', 'delivery id: the same one is carried out once')
    .option('--url <url>', 'a webhook by its address')
    .option('--state <dir>', stateHelp, stateDefault)
    .option('--json', 'the answer as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  millrace send webhook/example --data \'{"message":"hello"}\'\n  millrace send --file event.json --id 42\n',
    )
    .action(async (event: string | undefined, flags: SendFlags) =>
      set(await (await import('./commands/send.ts')).send(event, flags)),
    )
}

/** What `send` is told. */
export interface SendFlags {
  readonly data?: string
  readonly file?: string
  readonly id?: string
  readonly url?: string
  readonly state: string
  readonly json?: true
}

function port(text: string): number {
  const value = Number(text)
  if (/^\d{1,5}$/u.test(text) && value <= 65_535) return value
  throw new CliError(`${JSON.stringify(text)} is no port; give a number from 0 to 65535 (0: any free one)`)
}
