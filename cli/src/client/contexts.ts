import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { CliError, exitCodes } from '../cli-error.ts'
import type { Env } from '../run-cli.ts'

/** An installation that commands can be sent to. Files are named, their contents never kept here. */
export interface CliContext {
  /** `http://host:7070` or `https://…`. */
  readonly url: string
  /** File with a bearer token. */
  readonly tokenFile?: string
  /** Files with what TLS needs, PEM: the authorities of the server; a client certificate and its key. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** The contexts of a user. */
export interface Contexts {
  /** Name of the one that is meant where none is named; empty: the system on the state folder. */
  readonly current: string
  readonly contexts: Readonly<Record<string, CliContext>>
}

const fields = ['url', 'tokenFile', 'ca', 'cert', 'key'] as const
const none: Contexts = { current: '', contexts: {} }

/** `$MILLRACE_CONFIG`, else `$XDG_CONFIG_HOME/millrace/config.yaml`, else `~/.config/millrace/config.yaml`. */
export function contextsFile(env: Env): string {
  const own = env['MILLRACE_CONFIG']
  if (own !== undefined && own !== '') return own
  const base = env['XDG_CONFIG_HOME']
  const folder = base !== undefined && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.config')
  return join(folder, 'millrace', 'config.yaml')
}

/** Reads the contexts; there are none where there is no file. Throws CliError where it is not one. */
export function readContexts(env: Env): Contexts {
  const path = contextsFile(env)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return none
    throw new CliError(`${path} cannot be read`, { cause: error })
  }
  try {
    return contextsIn(parse(text))
  } catch (cause) {
    throw new CliError(`${path} is no file of contexts: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

function contextsIn(value: unknown): Contexts {
  if (typeof value !== 'object' || value === null) throw new TypeError('it holds no object')
  const { current = '', contexts = {} } = value as { current?: unknown; contexts?: unknown }
  if (typeof current !== 'string') throw new TypeError('current is no text')
  if (typeof contexts !== 'object' || contexts === null) throw new TypeError('contexts is no object')
  return {
    current,
    contexts: Object.fromEntries(Object.entries(contexts).map(([name, one]) => [name, contextIn(name, one)])),
  }
}

function contextIn(name: string, value: unknown): CliContext {
  if (typeof value !== 'object' || value === null) throw new TypeError(`contexts.${name} is no object`)
  const given = Object.entries(value)
  for (const [field, one] of given) {
    if (!fields.some((known) => known === field)) throw new TypeError(`contexts.${name}.${field} means nothing`)
    if (typeof one !== 'string') throw new TypeError(`contexts.${name}.${field} is no text`)
  }
  const context = Object.fromEntries(given) as Partial<CliContext>
  if (context.url === undefined || !/^https?:$/u.test(URL.parse(context.url)?.protocol ?? '')) {
    throw new TypeError(`contexts.${name}.url is no http or https address`)
  }
  return { ...context, url: context.url }
}

/** Writes them, for the user alone to read. */
export function writeContexts(env: Env, contexts: Contexts): void {
  const path = contextsFile(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(`${path}.new`, stringify(contexts), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** The context of this name. Throws CliError. */
export function contextNamed(name: string, { contexts }: Contexts): CliContext {
  const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined
  if (found !== undefined) return found
  const names = Object.keys(contexts).join(', ')
  throw new CliError(
    `there is no context ${JSON.stringify(name)}; ${names === '' ? 'none is set' : `there are ${names}`}; millrace context set NAME --url URL makes one`,
    { exitCode: exitCodes.missing },
  )
}
