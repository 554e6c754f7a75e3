import { Frame } from '../run/frame.ts'
import { Closure, Native } from '../run/function.ts'
import { toInt64 } from '../text/number.ts'
import type { Runtime } from '../run/runtime.ts'
import type { Results, Value } from '../value.ts'
import { checkTable } from './arguments.ts'
import type { Functions } from './library.ts'

/** Where functions look for their global names. */
export const environmentFunctions: Functions = { getfenv: getEnvironment, setfenv: setEnvironment }

/** The function of the script so many levels up; undefined for one of a library, or none. */
function closureAt(runtime: Runtime, level: number): Closure | undefined {
  let at = runtime.frame
  for (let left = level - 1; left > 0 && at !== undefined; left--) at = at.parent
  return at instanceof Frame ? at.closure : undefined
}

function getEnvironment(runtime: Runtime, args: Value[]): Results {
  const value = args.length === 0 ? 1 : args[0]
  if (value instanceof Closure) return value.environment
  if (typeof value !== 'number') return runtime.globals
  const level = toInt64(value)
  if (level <= 0) return runtime.threadEnvironment
  return closureAt(runtime, level)?.environment ?? runtime.globals
}

function setEnvironment(runtime: Runtime, args: Value[]): Results {
  const value = args.length === 0 ? 1 : args[0]
  const environment = checkTable(runtime, args, 2)
  if (value instanceof Native || (typeof value !== 'number' && !(value instanceof Closure))) throw unchangeable(runtime)
  if (typeof value === 'number') {
    const level = toInt64(value)
    if (level <= 0) {
      runtime.threadEnvironment = environment
      return []
    }
    const closure = closureAt(runtime, level)
    if (closure === undefined) throw unchangeable(runtime)
    closure.environment = environment
    return closure
  }
  value.environment = environment
  return value
}

function unchangeable(runtime: Runtime): unknown {
  return runtime.raise('cannot change the environment of given object')
}
