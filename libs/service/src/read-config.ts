import { REDACTED } from '@millrace/telemetry'
import { readFileSync } from 'node:fs'
import { ConfigError } from './config-error.ts'
import type { ConfigFault } from './config-error.ts'
import type { ConfigOf, Option, Options } from './option.ts'

/** The environment, or a part of it. */
export type Env = Readonly<Record<string, string | undefined>>

/** Bytes a secret's file may have. */
const secretBytesMax = 65_536
/** Characters of a wrong value that are shown. */
const shownMax = 120

type Read =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: ConfigFault }

/**
 * The config of a service from its environment. Throws one `ConfigError` that names every fault. Reads nothing but
 * `env`, and the files of secrets that `<VARIABLE>_FILE` names.
 */
export function readConfig<O extends Options>(
  options: O,
  env: Env,
  readFile: (path: string) => string = readSecretFile,
): ConfigOf<O> {
  return collect(options, (_name, option) => {
    const given = option.secret === true ? secretText(option, env, readFile) : { text: env[option.env] }
    if ('fault' in given) return { kind: 'fault', fault: given.fault }
    return given.text === undefined || given.text === '' ? absent(option.env, option) : parsed(option, given.text)
  })
}

/**
 * The config of a service from values at hand, for many services in one process. What is left out falls back as it
 * would in the environment. Throws one `ConfigError` for values that are missing or that no option has.
 */
export function configFrom<O extends Options>(
  options: O,
  values: { readonly [K in keyof O]?: ConfigOf<O>[K] | undefined },
): ConfigOf<O> {
  const given: Readonly<Record<string, unknown>> = values
  const strangers = Object.keys(given).filter((name) => !Object.hasOwn(options, name))
  return collect(
    options,
    (name, option) => (given[name] === undefined ? absent(name, option) : { kind: 'value', value: given[name] }),
    strangers.map((name) => ({ kind: 'unknown', setting: name, message: `${name} is no option of this service` })),
  )
}

function collect<O extends Options>(
  options: O,
  read: (name: string, option: Option<unknown>) => Read,
  found: readonly ConfigFault[] = [],
): ConfigOf<O> {
  const faults = [...found]
  const config: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(options)) {
    const result = read(name, option)
    if (result.kind === 'value') config[name] = result.value
    else faults.push(result.fault)
  }
  if (faults.length > 0) throw new ConfigError(faults)
  // Each key was filled by the parser or the fallback of its own option.
  return config as ConfigOf<O>
}

function absent(setting: string, option: Option<unknown>): Read {
  if ('fallback' in option) return { kind: 'value', value: option.fallback }
  return {
    kind: 'fault',
    fault: { kind: 'missing', setting, message: `${setting} is not set: expected ${expected(option)}` },
  }
}

function parsed(option: Option<unknown>, text: string): Read {
  try {
    return { kind: 'value', value: option.parse(text) }
  } catch {
    // The parser's own message might quote a secret, so only its stated expectation is told.
    const shown = option.secret === true ? 'a secret, not shown' : JSON.stringify(brief(text))
    const message = `${option.env} is ${shown}: expected ${expected(option)}`
    return { kind: 'fault', fault: { kind: 'invalid', setting: option.env, message } }
  }
}

function secretText(option: Option<unknown>, env: Env, readFile: (path: string) => string) {
  const variable = `${option.env}_FILE`
  const path = env[variable]
  if (path === undefined || path === '') return { text: env[option.env] }
  const fault = (why: string) => ({
    fault: {
      kind: 'invalid',
      setting: variable,
      message: `${variable} is ${JSON.stringify(brief(path))}: ${why}`,
    } as const,
  })
  if ((env[option.env] ?? '') !== '') return fault(`expected either it or ${option.env}, not both`)
  try {
    return { text: readFile(path).replace(/\r?\n$/, '') }
  } catch {
    return fault(`expected a file of at most ${secretBytesMax} bytes that can be read`)
  }
}

function readSecretFile(path: string): string {
  const bytes = readFileSync(path)
  if (bytes.length > secretBytesMax) throw new RangeError('too long for a secret')
  return bytes.toString()
}

const expected = ({ parse, help }: Option<unknown>): string => parse.expects ?? `a value for: ${help}`

function brief(text: string): string {
  // Wrong values are not always well-formed URLs, so whatever might be a user and password goes.
  const plain = text.replace(/[^\s,]*@/g, `${REDACTED}@`)
  return plain.length <= shownMax ? plain : `${plain.slice(0, shownMax)}…`
}
