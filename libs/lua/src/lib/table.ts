import { arrayIndexMax } from '../limits.ts'
import { tableLength } from '../run/arithmetic.ts'
import { chargeJoin } from '../run/concat.ts'
import { Native } from '../run/function.ts'
import { grow, rawSet } from '../run/index.ts'
import type { Runtime } from '../run/runtime.ts'
import { typeName } from '../run/type-name.ts'
import { numberText } from '../text/number.ts'
import { none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkAny, checkInteger, checkTable, optionalInteger, optionalString } from './arguments.ts'
import { library } from './library.ts'
import { sort } from './sort.ts'

export const tableLibrary = library(
  {
    getn: (runtime, args) => tableLength(runtime, checkTable(runtime, args, 1)),
    concat,
    insert,
    maxn: (runtime, args) => tableLength(runtime, checkTable(runtime, args, 1)),
    remove,
  },
  { sort: new Native('sort', sort, true) },
)

function concat(runtime: Runtime, args: Value[]): Results {
  const table = checkTable(runtime, args, 1)
  const separator = optionalString(runtime, args, 2, '')
  const length = tableLength(runtime, table)
  const from = optionalInteger(runtime, args, 3, 1)
  const to = optionalInteger(runtime, args, 4, length)
  if (args.length === 3 && (from > length || from < 1)) return ''
  const parts: string[] = []
  const first = Math.max(Math.min(from, length), 1)
  const last = Math.min(to, length)
  let joined = 0
  for (let at = first; at <= last; at++) {
    const value = table.array[at - 1]
    const text = typeof value === 'number' ? numberText(value) : value
    if (typeof text !== 'string') {
      throw runtime.raise(`invalid value (${typeName(value)}) at index ${at} in table for concat`)
    }
    // One item alone is given as it is.
    if (first === last) return value
    parts.push(text)
    runtime.spend(1)
    joined += text.length + separator.length
    chargeJoin(runtime, joined, 0)
  }
  runtime.chargeString(joined)
  return parts.join(separator)
}

function insert(runtime: Runtime, args: Value[]): Results {
  const table = checkTable(runtime, args, 1)
  const { array } = table
  if (args.length === 1) throw runtime.raise('wrong number of arguments')
  runtime.charge(40)
  if (args.length === 2) {
    const [, value] = args
    if (value === undefined) return none
    // After the last value, in the place of a nil when there are some at the end.
    table.setIndex(tableLength(runtime, table) + 1, value)
    return none
  }
  const index = checkInteger(runtime, args, 2)
  const value = checkAny(runtime, args, 3)
  if (index > array.length || index <= 0) {
    if (index >= arrayIndexMax) rawSet(runtime, table, index, value)
    else {
      grow(runtime, index - array.length)
      table.set(index, value)
    }
    return none
  }
  runtime.spend((array.length - index) >> 3)
  array.splice(index - 1, 0, value)
  return none
}

function remove(runtime: Runtime, args: Value[]): Results {
  const { array } = checkTable(runtime, args, 1)
  const index = args.length === 1 ? -1 : checkInteger(runtime, args, 2)
  if (array.length === 0 || index > array.length) return undefined
  if (index === array.length || index <= 0) return array.pop()
  runtime.spend((array.length - index) >> 3)
  return array.splice(index - 1, 1)[0]
}
