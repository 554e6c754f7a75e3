import type { Runtime } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import { toInt64 } from '../text/number.ts'
import { parseNumber } from '../text/parse-number.ts'
import type { Results, Value } from '../value.ts'
import { checkAny, checkInteger, checkString, typeError } from './arguments.ts'
import { civilTable, secondsOf, strftime } from './calendar.ts'
import { library, refused } from './library.ts'

export const osLibrary = library({
  clock: (runtime) => runtime.clock(),
  difftime: (runtime, args) => checkInteger(runtime, args, 1) - checkInteger(runtime, args, 2),
  ...refused('os.', ['execute', 'exit'], 'a script cannot act on the machine that it runs on'),
  date,
  ...refused('os.', ['getenv', 'setenv'], 'a script has no environment variables'),
  ...refused('os.', ['remove', 'rename', 'tmpname'], 'a script has no files'),
  setlocale: () => false,
  time,
})

/** Steps. */
const dateCost = 60

/** Times are UTC, with `!` or without. */
function date(runtime: Runtime, args: Value[]): Results {
  const given = args.length >= 1 ? checkString(runtime, args, 1) : '%c'
  runtime.spend(dateCost + (given.length >> 4))
  const pattern = given.replace(/^!+/, '')
  const seconds = args.length >= 2 ? checkInteger(runtime, args, 2) : Math.floor(runtime.nowMs() / 1000)
  if (pattern.startsWith('*t')) return civilTable(seconds)
  runtime.chargeString(pattern.length * 10)
  runtime.spend(100 + pattern.length * 16)
  return strftime(pattern, seconds)
}

function time(runtime: Runtime, args: Value[]): Results {
  const value = args.length === 0 ? undefined : checkAny(runtime, args, 1)
  if (value === undefined) return Math.floor(runtime.nowMs() / 1000)
  if (!(value instanceof Table)) throw typeError(runtime, args, 1, 'table')
  runtime.spend(dateCost)
  return secondsOf({
    year: fieldOf(value, 'year', -1),
    month: fieldOf(value, 'month', -1),
    day: fieldOf(value, 'day', -1),
    hour: fieldOf(value, 'hour', 12),
    minute: fieldOf(value, 'min', 0),
    second: fieldOf(value, 'sec', 0),
  })
}

function fieldOf(table: Table, key: string, otherwise: number): number {
  const value = table.getString(key)
  if (typeof value === 'number') return toInt64(value)
  if (typeof value !== 'string') return otherwise
  const trimmed = value.replace(/^ +/, '')
  // A leading zero does not make it octal here.
  const isPadded = trimmed.startsWith('0') && !/^0x/i.test(trimmed)
  const digits = isPadded ? trimmed.replace(/^0+/, '') : trimmed
  if (isPadded && digits === '') return 0
  const number = parseNumber(digits)
  return number === undefined ? otherwise : toInt64(number)
}
