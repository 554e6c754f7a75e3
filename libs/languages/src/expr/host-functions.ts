import {
  Func,
  Panic,
  TypedInt,
  anyType,
  compile,
  floatType,
  funcType,
  int64Type,
  intType,
  run,
  stringType,
  toJson,
} from '@millrace/expr'
import type { PlainMap, Value } from '@millrace/expr'
import { defaultBounds } from '@millrace/gotemplate'
import type { World } from '@millrace/gotemplate'
import { Budget } from '@millrace/gotemplate/sprig'
import { JsonPathError, query } from '@millrace/jsonpath'
import type { JsonPathValue } from '@millrace/jsonpath'
import { sprigFunctions } from './sprig-functions.ts'
import type { SprigRun } from './sprig-functions.ts'

/** What Argo adds to the expressions that have it. */
export interface HostFunctions {
  /** `asInt`, `asFloat`, `jsonpath`, `toJson` and `sprig`. */
  readonly env: PlainMap
  /** To be called before each run: what the functions may use up is bounded for a run as a whole. */
  readonly begin: () => void
}

export interface HostOptions {
  readonly world?: World
  /** What `toJson` gives for a value that JSON has no form of: in Argo Events nothing, in Argo Workflows an error. */
  readonly unsupportedJson: 'empty' | 'error'
}

/** The functions for the expressions of EventSources and for the metadata of WorkflowEventBindings. */
export function hostFunctions({ world = {}, unsupportedJson }: HostOptions): HostFunctions {
  let current: SprigRun = { budget: new Budget(defaultBounds) }
  const env: PlainMap = {
    asInt: builtin('int', intType),
    asFloat: builtin('float', floatType),
    toJson: new Func(funcType([anyType], [stringType]), ([value = null]) => compactJson(value, unsupportedJson)),
    jsonpath: new Func(funcType([stringType, stringType], [anyType]), ([json, path]) => lookUp(json, path)),
    sprig: sprigFunctions(world, () => current),
  }
  const begin = (): void => {
    current = { budget: new Budget(defaultBounds) }
  }
  return { env, begin }
}

/** The language's own conversion under another name. */
function builtin(name: 'int' | 'float', result: typeof intType): Func {
  const program = compile(`${name}(value)`)
  return new Func(funcType([anyType], [result]), ([value = null]) => {
    try {
      return run(program, { value })
    } catch (error) {
      throw new Panic(reasonOf(error))
    }
  })
}

function compactJson(value: Value, unsupported: HostOptions['unsupportedJson']): string {
  try {
    return toJson(value)
  } catch (error) {
    if (!(error instanceof Panic) || unsupported === 'error') throw error
    return ''
  }
}

function lookUp(json: Value | undefined, path: Value | undefined): Value {
  // The signature has both as strings.
  if (typeof json !== 'string' || typeof path !== 'string') throw new Panic('jsonpath takes two texts')
  try {
    return fromPath(query(json, path))
  } catch (error) {
    if (error instanceof JsonPathError) throw new Panic(error.message)
    throw error
  }
}

/** JSON is a value as it is; what `length` gives is an int64. */
function fromPath(value: JsonPathValue): Value {
  if (typeof value === 'bigint') return new TypedInt(int64Type, value)
  if (Array.isArray(value)) return (value as readonly JsonPathValue[]).map(fromPath)
  return value
}

function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'reason' in error) return String(error.reason)
  return String(error)
}
