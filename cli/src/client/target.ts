import { readFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import { needRunning } from '../run-file.ts'
import type { Env } from '../run-cli.ts'
import { contextNamed, readContexts, type CliContext } from './contexts.ts'

/** Where a command goes, and what it shows there. */
export interface Target {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** PEM. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  /** How the target is named to people. */
  readonly name: string
}

/** What a command line says of its target. */
export interface TargetFlags {
  readonly context?: string
  readonly state: string
}

/**
 * The installation that a command is for: the context that is named, by `--context` or `MILLRACE_CONTEXT`; else
 * `MILLRACE_ADMIN_URL`; else the system on the state folder, where one runs; else the current context. Throws CliError.
 */
export function targetOf({ context, state }: TargetFlags, env: Env): Target {
  const named = context ?? filled(env['MILLRACE_CONTEXT'])
  const contexts = readContexts(env)
  if (named !== undefined) return targetAt(contextNamed(named, contexts), `context ${named}`, env)
  const url = filled(env['MILLRACE_ADMIN_URL'])
  if (url !== undefined) return targetAt({ url }, url, env)
  if (contexts.current === '') return localTarget(state, env)
  return targetAt(contextNamed(contexts.current, contexts), `context ${contexts.current}`, env)
}

function localTarget(state: string, env: Env): Target {
  return targetAt({ url: needRunning(state).adminUrl }, `the system on ${state}`, env)
}

function targetAt({ url, tokenFile, ca, cert, key }: CliContext, name: string, env: Env): Target {
  const token = tokenFile === undefined ? filled(env['MILLRACE_ADMIN_TOKEN']) : read(tokenFile).trim()
  const files = Object.entries({ ca, cert, key }).flatMap(([kind, path]) =>
    path === undefined ? [] : [[kind, read(path)]],
  )
  return {
    url: url.replace(/\/+$/u, ''),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    tls: Object.fromEntries(files) as Target['tls'],
    name,
  }
}

const filled = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CliError(`${JSON.stringify(path)} cannot be read`, { cause })
  }
}
