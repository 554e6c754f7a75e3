import { JsonPathError } from './error.ts'
import { compileScript } from './script/compile-script.ts'
import type { Compiling } from './compiling.ts'
import { splitSubscript } from './split-subscript.ts'
import type { Part } from './split-subscript.ts'
import type { Argument, Step } from './step.ts'

const words: Readonly<Record<string, Step>> = {
  $: { kind: 'root' },
  '@': { kind: 'current' },
  '*': { kind: 'wildcard' },
  '..': { kind: 'recursive' },
  length: { kind: 'length' },
}

/** Reads the text of one step. */
export function parseStep(given: string, compiling: Compiling): Step {
  const token = given.trim()
  if (token === '') throw new JsonPathError('invalid token. token string is empty')
  const word = Object.hasOwn(words, token) ? words[token] : undefined
  if (word !== undefined) return word
  if (!token.startsWith('[')) return { kind: 'key', key: token }
  const subscript = token.endsWith(']') ? token.slice(1, -1).trim() : ''
  if (subscript === '') throw misfit(token)
  if (subscript === '*') return { kind: 'wildcard' }
  if (subscript.startsWith('?')) return filterStep(token, subscript, compiling)
  return subscriptStep(token, splitSubscript(token, subscript), compiling)
}

export function misfit(token: string): JsonPathError {
  return new JsonPathError(`invalid token. '${token.slice(0, 200)}' does not match any token format`)
}

function filterStep(token: string, subscript: string, compiling: Compiling): Step {
  if (!subscript.startsWith('?(') || !subscript.endsWith(')')) throw misfit(token)
  const text = subscript.slice(2, -1).trim()
  // An empty filter fails as a whole, and not for each element.
  return { kind: text === '' ? 'script' : 'filter', script: compileScript(text, compiling) }
}

function subscriptStep(token: string, parts: readonly Part[], compiling: Compiling): Step {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return singleStep(token, only, compiling)
  const { values, colons, commas } = sorted(parts)
  if (colons > 0 && commas > 0) throw misfit(token)
  if (commas > 0) {
    if (commas >= values.length) throw misfit(token)
    return { kind: 'union', items: values.map((value) => unionItem(token, value, compiling)) }
  }
  if (colons === 0 || colons > 2) throw misfit(token)
  const [from = null, to = null, step = null] = values.map((value) => rangeItem(value, compiling))
  return { kind: 'range', from, to, step }
}

function singleStep(token: string, part: Part, compiling: Compiling): Step {
  if (typeof part === 'number') return { kind: 'index', index: part }
  if (typeof part === 'string') {
    if (isQuoted(part)) return { kind: 'key', key: part.slice(1, -1) }
    if (isScript(part)) return { kind: 'script', script: compileScript(part.slice(1, -1), compiling) }
  }
  throw misfit(token)
}

type Value = number | string | null

/** The values without the signs between them; a place between two colons is null. */
function sorted(parts: readonly Part[]): { values: Value[]; colons: number; commas: number } {
  const values: Value[] = []
  let [colons, commas, afterColon] = [0, 0, false]
  for (const part of parts) {
    const isColon = part !== null && typeof part === 'object' && part.sign === ':'
    if (isColon) {
      colons += 1
      if (afterColon) values.push(null)
    } else if (part !== null && typeof part === 'object') commas += 1
    else values.push(part)
    afterColon = isColon
  }
  return { values, colons, commas }
}

function unionItem(token: string, value: Value, compiling: Compiling): Argument {
  if (typeof value === 'number') return value
  if (value !== null && isScript(value)) return compileScript(value.slice(1, -1), compiling)
  if (value !== null && isQuoted(value)) return value.slice(1, -1)
  throw misfit(token)
}

function rangeItem(value: Value, compiling: Compiling): Argument {
  if (typeof value !== 'string') return value
  if (!isScript(value)) throw new JsonPathError(`invalid expression. invalid format '${value}'`)
  return compileScript(value.slice(1, -1), compiling)
}

export function isScript(text: string): boolean {
  return text.length > 2 && text.startsWith('(') && text.endsWith(')')
}

export function isQuoted(text: string): boolean {
  return text.length > 1 && ['"', "'"].some((quote) => text.startsWith(quote) && text.endsWith(quote))
}
