import { readFileSync } from 'node:fs'
import { LuaError } from './error.ts'
import { Table } from './run/table.ts'
import { compile, run } from './program.ts'
import { keyAt, placeAfter, valueAt } from './run/next.ts'
import type { Runtime } from './run/runtime.ts'
import { plainText, typeName } from './run/type-name.ts'
import { bytesToText } from './text/bytes.ts'
import type { Value } from './value.ts'

/** What gopher-lua v1.1.2 answers to a script of ours. */
export interface Answer {
  readonly script: string
  /** It does not compile. */
  readonly compile?: true
  /** The values that it returns: `n:` and a number, `s:` and a string and `;`, `{key=value,…}` in the order of `next`. */
  readonly values?: string
  /** What it prints. */
  readonly out?: string
  /** The error that it raises; true when that is a table or the like. */
  readonly error?: string | true
}

export function readAnswers(file: URL): Answer[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer)
}

/** Our answer to the same script. */
export function answerTo(script: string, hasErrorValue: boolean): Answer {
  let out = ''
  const print = (line: string): void => {
    out += `${line}\n`
  }
  const printed = (): { out?: string } => (out === '' ? {} : { out: withoutAddresses(out) })
  let program
  try {
    program = compile(script)
  } catch (error) {
    if (error instanceof LuaError) return { script, compile: true }
    throw error
  }
  try {
    const { values, runtime } = run(program, new Table(), { print, steps: 10_000_000 })
    const shown = values.map((value) => show(runtime, value, 0)).join(' ')
    return { script, ...printed(), values: withoutAddresses(shown) }
  } catch (error) {
    if (error instanceof LuaError)
      return { script, ...printed(), error: hasErrorValue ? true : withoutAddresses(error.reason) }
    throw error
  }
}

/** Addresses differ from run to run. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/0x[0-9a-f]{6,}/g, 'PTR')
}

function show(runtime: Runtime, value: Value, depth: number): string {
  if (value instanceof Table) return showTable(runtime, value, depth)
  if (typeof value === 'string') return `s:${bytesToText(value)};`
  if (typeof value === 'number') return `n:${plainText(runtime, value)}`
  return typeof value === 'object' ? typeName(value) : plainText(runtime, value)
}

function showTable(runtime: Runtime, table: Table, depth: number): string {
  if (depth > 3) return '{...}'
  const pairs: string[] = []
  for (let place = placeAfter(table, undefined); place >= 0; place = placeAfter(table, keyAt(table, place))) {
    pairs.push(`${show(runtime, keyAt(table, place), depth + 1)}=${show(runtime, valueAt(table, place), depth + 1)}`)
  }
  return `{${pairs.join(',')}}`
}
