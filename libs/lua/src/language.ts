import { LuaError } from './error.ts'
import { eventFromJson } from './event/event-table.ts'
import { resultToJson } from './event/result-json.ts'
import { compile, guard, run } from './program.ts'
import type { RunOptions } from './program.ts'
import { Table } from './run/table.ts'

/** Lua as sensors use it: a script is compiled once, and runs for each event with its data, a JSON object, as `event`. */
export interface LuaLanguage {
  /** From an event's data to the new data: the last value that the script returns, which must be a table. */
  readonly compileTransform: (script: string) => (data: string) => string
  /** Whether the last value that the script returns is true. */
  readonly compileFilter: (script: string) => (data: string) => boolean
}

/** All functions throw a LuaError. */
export function luaLanguage(options: RunOptions = {}): LuaLanguage {
  return {
    compileTransform: (script) => compileTransform(script, options),
    compileFilter: (script) => compileFilter(script, options),
  }
}

/** An empty script changes nothing. */
export function compileTransform(script: string, options: RunOptions = {}): (data: string) => string {
  if (script === '') return (data) => data
  const program = compile(script)
  return (data) => {
    const { values, runtime } = run(program, eventFromJson(data), options)
    const result = values.at(-1)
    if (result instanceof Table) return guard(runtime, () => resultToJson(runtime, result))
    throw new LuaError({
      stage: 'run',
      code: 'result',
      reason: 'transformation script output type is not of lua table',
    })
  }
}

/** An empty script lets everything pass. */
export function compileFilter(script: string, options: RunOptions = {}): (data: string) => boolean {
  if (script === '') return () => true
  const program = compile(script)
  return (data) => run(program, eventFromJson(data), options).values.at(-1) === true
}
