import { Native } from '../run/function.ts'
import type { Runtime } from '../run/runtime.ts'
import { toLower, toUpper } from '../text/case.ts'
import { valuesMax } from '../limits.ts'
import { none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkInteger, checkString, optionalInteger } from './arguments.ts'
import { format } from './format.ts'
import { library } from './library.ts'
import { find, gmatch, gsub, match } from './matching.ts'
import { startOffset } from './offset.ts'

export const stringLibrary = library(
  {
    byte,
    char,
    dump: (runtime) => {
      throw runtime.raise('GopherLua does not support the string.dump')
    },
    find,
    format: (runtime, args) => format(runtime, checkString(runtime, args, 1), args.slice(1)),
    len: (runtime, args) => checkString(runtime, args, 1).length,
    lower: (runtime, args) => changeCase(runtime, args, toLower),
    match,
    rep: repeat,
    reverse,
    sub,
    upper: (runtime, args) => changeCase(runtime, args, toUpper),
  },
  // They are levels of their own: what they call is not called by the script.
  { gsub: new Native('gsub', gsub, true), gmatch: new Native('gmatch', gmatch), gfind: new Native('gfind', gmatch) },
)

function byte(runtime: Runtime, args: Value[]): Results {
  const bytes = checkString(runtime, args, 1)
  const from = optionalInteger(runtime, args, 2, 1) - 1
  const to = optionalInteger(runtime, args, 3, -1)
  const { length } = bytes
  const start = from < 0 ? length + from + 1 : from
  if (args.length === 2) return start < 0 || start >= length ? none : bytes.charCodeAt(start)
  const first = Math.max(start, 0)
  const last = Math.min(to < 0 ? length + to + 1 : to, length)
  if (last - first > valuesMax) throw runtime.raise('registry overflow')
  runtime.spend(Math.max(0, last - first))
  const codes: Value[] = []
  for (let at = first; at < last; at++) codes.push(bytes.charCodeAt(at))
  return codes
}

function char(runtime: Runtime, args: Value[]): Results {
  runtime.chargeString(args.length)
  const codes = args.map((_, at) => checkInteger(runtime, args, at + 1))
  // The low byte, also of an integer that has more than 32 bits.
  return codes.map((code) => String.fromCharCode(((code % 256) + 256) % 256)).join('')
}

function changeCase(
  runtime: Runtime,
  args: Value[],
  change: (bytes: string, slow: (characters: number) => void) => string,
): Results {
  const bytes = checkString(runtime, args, 1)
  runtime.chargeString(bytes.length * 2)
  runtime.spend(bytes.length >> 2)
  return change(bytes, (characters) => runtime.spend(characters * 8))
}

function repeat(runtime: Runtime, args: Value[]): Results {
  const bytes = checkString(runtime, args, 1)
  const count = checkInteger(runtime, args, 2)
  if (count <= 0 || bytes === '') return ''
  runtime.chargeString(bytes.length * count)
  return bytes.repeat(count)
}

function reverse(runtime: Runtime, args: Value[]): Results {
  const bytes = checkString(runtime, args, 1)
  runtime.chargeString(bytes.length)
  runtime.spend(bytes.length >> 3)
  return Buffer.from(Buffer.from(bytes, 'latin1').toReversed()).toString('latin1')
}

function sub(runtime: Runtime, args: Value[]): Results {
  const bytes = checkString(runtime, args, 1)
  const start = startOffset(bytes, checkInteger(runtime, args, 2))
  const end = endOffset(bytes, optionalInteger(runtime, args, 3, -1))
  if (start >= bytes.length || end < start) return ''
  runtime.charge(32)
  return bytes.slice(start, end)
}

function endOffset(bytes: string, index: number): number {
  const offset = Math.max(0, index < 0 ? bytes.length + index + 1 : index)
  return Math.min(offset, bytes.length)
}
