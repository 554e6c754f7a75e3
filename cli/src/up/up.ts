import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Env } from '../run-cli.ts'
import { readRunFile } from '../run-file.ts'
import type { UpOptions } from './options.ts'

/** Runs the whole system on a folder of manifests: in the foreground until it is asked to stop, or detached. */
export async function up(options: UpOptions, env: Env): Promise<number> {
  const dir = resolve(options.dir)
  const state = resolve(options.state)
  if (!existsSync(dir))
    throw new CliError(
      `there is no folder ${JSON.stringify(options.dir)}; name one with manifests, such as examples/quickstart`,
    )
  const running = readRunFile(state)
  if (running !== undefined) {
    throw new CliError(
      `process ${running.pid} runs on the state folder ${JSON.stringify(options.state)}; stop it with: millrace down --state ${options.state}`,
    )
  }
  if (options.detach === true) return (await import('./detached.ts')).upDetached({ ...options, dir, state })
  return (await import('./foreground.ts')).upForeground({ ...options, dir, state }, env)
}
