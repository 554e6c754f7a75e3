import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { AdminClient } from '../client/open-client.ts'
import type { Paint } from '../output/paint.ts'
import type { Env } from '../run-cli.ts'
import { stateDefault, stateHelp, type SetCode } from './shared.ts'

/** What commands are given to work with. */
export interface CliIo {
  readonly env: Env
  readonly set: SetCode
}

/** What every command on the admin API takes. */
export interface AdminFlags {
  readonly context?: string
  readonly state: string
  readonly json?: true
  readonly watch?: number
}

/** What such a command works with. */
export interface AdminUse {
  readonly client: AdminClient
  readonly paint: Paint
  readonly env: Env
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal
}

/** Adds what every command on the admin API takes. `watch`: it may look again and again. */
export function forAdmin(command: Command, { watch = true }: { readonly watch?: boolean } = {}): Command {
  command
    .option('--context <name>', 'the installation that is meant; see: millrace context')
    .option('--state <dir>', stateHelp, stateDefault)
    .option('--json', 'as JSON')
  if (watch) command.option('--watch [seconds]', 'look again every so many seconds, until Ctrl-C', secondsIn)
  return command
}

/** Seconds between two looks; the option without a value means two. */
function secondsIn(text: string): number {
  const seconds = Number(text)
  if (Number.isFinite(seconds) && seconds >= 0.2 && seconds <= 3_600) return seconds
  throw new CliError(`${JSON.stringify(text)} is no time to wait; give seconds from 0.2 to 3600`, { exitCode: 2 })
}

const watchDefaultS = 2

/** Runs a command on the admin API that the flags mean, and takes its exit code. Errors of calls become CliErrors. */
export async function onAdmin<F extends AdminFlags>(
  io: CliIo,
  flags: F,
  act: (use: AdminUse, flags: F) => Promise<number>,
): Promise<void> {
  const [{ openClient, callError }, { targetOf }, { paintFor }] = await Promise.all([
    import('../client/open-client.ts'),
    import('../client/target.ts'),
    import('../output/paint.ts'),
  ])
  const target = targetOf(flags, io.env)
  const ending = new AbortController()
  const end = (): void => ending.abort()
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  const watched: unknown = flags.watch
  const given = watched === true ? { ...flags, watch: watchDefaultS } : flags
  try {
    const paint = paintFor(process.stdout, io.env)
    io.set(await act({ client: openClient(target), paint, env: io.env, stop: ending.signal }, given))
  } catch (error) {
    // What Ctrl-C broke off is no fault.
    if (!ending.signal.aborted) throw callError(error, target)
  } finally {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
}
