import { CliError, exitCodes } from '../cli-error.ts'
import { contextNamed, contextsFile, readContexts, writeContexts } from '../client/contexts.ts'
import type { ContextFlags } from '../options/contexts.ts'
import { table } from '../output/table.ts'
import type { Env } from '../run-cli.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Tells the contexts. */
export function contextList(env: Env, json: boolean): number {
  const { current, contexts } = readContexts(env)
  const all = Object.entries(contexts)
  if (json) print(JSON.stringify({ current, contexts }, null, 2))
  else if (all.length === 0) print(`no contexts in ${contextsFile(env)}; commands go to the system on the state folder`)
  else {
    const rows = all.map(([name, { url, tokenFile = '', cert = '' }]) => [
      name === current ? '*' : '',
      name,
      url,
      [tokenFile === '' ? '' : `token in ${tokenFile}`, cert === '' ? '' : `certificate ${cert}`]
        .filter((one) => one !== '')
        .join(', '),
    ])
    print(table([['', 'NAME', 'URL', 'SHOWS'], ...rows]))
  }
  return 0
}

/** Makes or changes a context. */
export function contextSet(env: Env, name: string, flags: ContextFlags): number {
  const { current, contexts } = readContexts(env)
  if (!/^https?:$/u.test(URL.parse(flags.url)?.protocol ?? '')) {
    throw new CliError(`${JSON.stringify(flags.url)} is no http or https address`, { exitCode: exitCodes.usage })
  }
  if ((flags.cert === undefined) !== (flags.key === undefined)) {
    throw new CliError('give --cert and --key together', { exitCode: exitCodes.usage })
  }
  const { url, tokenFile, ca, cert, key } = flags
  const given = Object.entries({ tokenFile, ca, cert, key }).filter(([, value]) => value !== undefined)
  writeContexts(env, { current, contexts: { ...contexts, [name]: { url, ...Object.fromEntries(given) } } })
  print(`context ${name} is ${url}; millrace context use ${name} makes it the one that is meant`)
  return 0
}

/** Chooses the context that is meant where none is named. */
export function contextUse(env: Env, name: string | undefined): number {
  const known = readContexts(env)
  if (name !== undefined) contextNamed(name, known)
  writeContexts(env, { ...known, current: name ?? '' })
  print(name === undefined ? 'commands go to the system on the state folder' : `commands go to ${name}`)
  return 0
}

/** Forgets a context. */
export function contextRemove(env: Env, name: string): number {
  const known = readContexts(env)
  contextNamed(name, known)
  const contexts = Object.fromEntries(Object.entries(known.contexts).filter(([one]) => one !== name))
  writeContexts(env, { current: known.current === name ? '' : known.current, contexts })
  print(`context ${name} is forgotten`)
  return 0
}
