import type { Context } from '../call/context.ts'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { quote } from '../text/quote.ts'
import { randomBelow } from './random.ts'

/** What reads the world around: only what the administrator allows. */
export const environment: Readonly<Record<string, Signature>> = {
  env: fixed(['string'], variable),
  expandenv: fixed(['string'], (context, text) => expanded(context, text)),
  getHostByName: fixed(['string'], hostAddress),
  fail: fixed(['string'], (_, message) => {
    throw new Failure(message)
  }),
}

function variable({ world }: Context, name: string): string {
  const value = world.environment?.(name)
  if (value !== undefined) return value
  throw new Failure(`the environment variable ${quote(name)} is not allowed in templates`, 'not-allowed')
}

function hostAddress(context: Context, name: string): string {
  const addresses = context.world.hosts?.(name)
  if (addresses === undefined) throw new Failure(`looking up the host ${quote(name)} is not allowed`, 'not-allowed')
  if (addresses.length === 0) throw new Failure('invalid argument to Intn')
  return addresses[addresses.length === 1 ? 0 : randomBelow(context, addresses.length)] ?? ''
}

/** Replaces `$name` and `${name}`. What is no name after a `$` is dropped with it, as in Go. */
function expanded(context: Context, text: string): string {
  let out = ''
  let at = 0
  for (;;) {
    const dollar = text.indexOf('$', at)
    if (dollar < 0 || dollar + 1 >= text.length) return out + text.slice(at)
    out += text.slice(at, dollar)
    const { name, length } = nameAt(text.slice(dollar + 1))
    if (name === '' && length === 0) out += '$'
    else if (name !== '') out += variable(context, name)
    at = dollar + 1 + length
    context.budget.work(out.length)
  }
}

function nameAt(text: string): { readonly name: string; readonly length: number } {
  if (!text.startsWith('{')) {
    const name = /^(?:[*#$@!?\-0-9]|[A-Za-z_][A-Za-z0-9_]*)/.exec(text)?.[0] ?? ''
    return { name, length: name.length }
  }
  if (/^\{[*#$@!?\-0-9]\}/.test(text)) return { name: text[1] ?? '', length: 3 }
  const close = text.indexOf('}', 1)
  // `${}` and a brace that is never closed are dropped.
  if (close === 1) return { name: '', length: 2 }
  return close < 0 ? { name: '', length: 1 } : { name: text.slice(1, close), length: close + 1 }
}
