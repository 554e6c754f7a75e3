import { valuesMax } from '../limits.ts'
import { tableLength } from '../run/arithmetic.ts'
import { call1 } from '../run/call.ts'
import { Native, isFunction } from '../run/function.ts'
import { rawSet } from '../run/index.ts'
import { metamethod, metatableOf, setMetatable } from '../run/metatable.ts'
import { positionOf } from '../run/runtime.ts'
import type { Runtime } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import { Thrown } from '../run/thrown.ts'
import { plainText, typeName } from '../run/type-name.ts'
import { Userdata } from '../run/userdata.ts'
import { bytesToText } from '../text/bytes.ts'
import { parseFloat64, parseInt64 } from '../text/parse-number.ts'
import { trimBlanks } from '../text/trim.ts'
import { isTruthy, none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import {
  argumentError,
  checkAny,
  checkInteger,
  checkTable,
  checkTypes,
  optionalInteger,
  optionalString,
} from './arguments.ts'
import { environmentFunctions } from './environment.ts'
import { ipairsIterator, nextEntry, pairsIterator } from './iterators.ts'
import { refused } from './library.ts'
import type { Functions } from './library.ts'

export const baseFunctions: Functions = {
  ...environmentFunctions,
  assert: (runtime, args) => {
    if (isTruthy(args[0])) return args
    throw runtime.raise(optionalString(runtime, args, 2, 'assertion failed!'))
  },
  collectgarbage: () => none,
  ...refused('', ['dofile', 'loadfile'], 'a script has no files'),
  error: raiseError,
  getmetatable: (runtime, args) => {
    const metatable = metatableOf(runtime, checkAny(runtime, args, 1))
    return metatable?.getString('__metatable') ?? metatable
  },
  next: (runtime, args) => nextEntry(runtime, checkTable(runtime, args, 1), args[1]) ?? undefined,
  rawequal: (runtime, args) => checkAny(runtime, args, 1) === checkAny(runtime, args, 2),
  rawget: (runtime, args) => checkTable(runtime, args, 1).get(checkAny(runtime, args, 2)),
  rawset: (runtime, args) => {
    rawSet(runtime, checkTable(runtime, args, 1), checkAny(runtime, args, 2), checkAny(runtime, args, 3))
    return none
  },
  select,
  setmetatable: setMetatableOf,
  tonumber: toNumber,
  type: (runtime, args) => typeName(checkAny(runtime, args, 1)),
  unpack,
  newproxy: newProxy,
  _printregs: () => none,
}

/** Those that are more than their code. */
export const baseValues: Readonly<Record<string, Value>> = {
  ipairs: new Native('ipairs', (runtime, args) => [ipairsIterator, checkTable(runtime, args, 1), 0]),
  pairs: new Native('pairs', (runtime, args) => [pairsIterator, checkTable(runtime, args, 1), undefined]),
  tostring: new Native('tostring', (runtime, args) => textOf(runtime, checkAny(runtime, args, 1)), true),
  print: new Native('print', print, true),
}

/** What `tostring` gives: whatever `__tostring` gives, or a text. */
export function textOf(runtime: Runtime, value: Value): Value {
  const meta = metamethod(runtime, value, '__tostring')
  return isFunction(meta) ? call1(runtime, meta, [value]) : plainText(runtime, value)
}

function print(runtime: Runtime, args: Value[]): Results {
  const parts = args.map((value) => plainText(runtime, textOf(runtime, value)))
  const line = parts.join('\t')
  runtime.chargeString(line.length)
  runtime.world.print?.(bytesToText(line))
  return none
}

/** Level 1 and 2 are where `error` is called, level 3 is where the function that called it was called, and so on. */
function raiseError(runtime: Runtime, args: Value[]): Results {
  const value = checkAny(runtime, args, 1)
  const level = optionalInteger(runtime, args, 2, 1)
  const line = runtime.nearest(runtime.frame)?.site.line ?? 0
  if (typeof value !== 'string' || level <= 0) throw new Thrown(value, line)
  const found = runtime.levelAt(level - 1)
  const frame = runtime.nearest(found === 'leaf' ? runtime.frame : found)
  throw new Thrown(`${positionOf(frame)} ${value}`, frame?.site.line ?? 0)
}

function select(runtime: Runtime, args: Value[]): Results {
  checkTypes(runtime, args, 1, 'number', 'string')
  const [which] = args
  if (typeof which === 'string') {
    if (which !== '#') throw argumentError(runtime, 1, `invalid string '${which}'`)
    return args.length - 1
  }
  const index = checkInteger(runtime, args, 1)
  const from = index < 0 ? args.length + index : Math.min(index, args.length)
  if (from < 1) throw argumentError(runtime, 1, 'index out of range')
  return args.slice(from)
}

function setMetatableOf(runtime: Runtime, args: Value[]): Results {
  checkTypes(runtime, args, 2, 'nil', 'table')
  const [value, metatable] = args
  if (value === undefined) throw runtime.raise('cannot set metatable to a nil object.')
  if (metatableOf(runtime, value)?.getString('__metatable') !== undefined) {
    throw runtime.raise('cannot change a protected metatable')
  }
  setMetatable(runtime, value, metatable instanceof Table ? metatable : undefined)
  return value
}

/** In a base other than ten. */
const stepsPerDigit = 8

function toNumber(runtime: Runtime, args: Value[]): Results {
  const base = optionalInteger(runtime, args, 2, 10)
  const value = checkAny(runtime, args, 1)
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  runtime.spend(base === 10 ? value.length >> 2 : value.length * stepsPerDigit)
  const text = trimBlanks(value)
  if (text.includes('.')) return parseFloat64(text)
  if (args[1] === undefined && /^0x/i.test(text)) return parseInt64(text.slice(2), 16)
  return parseInt64(text, base)
}

function unpack(runtime: Runtime, args: Value[]): Results {
  const table = checkTable(runtime, args, 1)
  const from = optionalInteger(runtime, args, 2, 1)
  const to = args[2] === undefined ? tableLength(runtime, table) : checkInteger(runtime, args, 3)
  if (to - from >= valuesMax) throw runtime.raise('registry overflow')
  runtime.spend(Math.max(0, to - from))
  const values: Value[] = []
  for (let at = from; at <= to; at++) values.push(at < 1 ? undefined : table.array[at - 1])
  return values
}

function newProxy(_runtime: Runtime, [like]: Value[]): Results {
  const proxy = new Userdata()
  if (like === true) proxy.metatable = new Table()
  else if (like instanceof Userdata) proxy.metatable = like.metatable
  return proxy
}
