import { fromBase64, toBase64 } from '../value/base64.ts'
import { fromJson, toJson } from '../value/json.ts'
import { print } from '../value/print.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { text } from './arguments.ts'
import type { Builtin } from './arguments.ts'

function typeText(value: Value): string {
  const type = typeOf(value)
  if (type === undefined) return 'nil'
  if (type.pkg !== '') return type.name
  if (type.kind.startsWith('int')) return 'int'
  if (type.kind.startsWith('uint')) return 'uint'
  if (type.kind === 'float64') return 'float'
  if (type.kind === 'slice') return 'array'
  return type.kind === 'ptr' ? 'unknown' : type.kind
}

export const conversions: Readonly<Record<string, Builtin>> = {
  type: (_, [value = null]) => typeText(value),
  string: (m, [value = null]) => {
    const printed = print(value, m.spend)
    m.growText(printed.length)
    return printed
  },
  toJSON: (m, [value = null]) => {
    const written = toJson(value, '  ', m.spend)
    m.growText(written.length)
    return written
  },
  fromJSON: (m, [written]) => {
    m.growText(text(written).length)
    return fromJson(text(written))
  },
  toBase64: (m, [value]) => {
    m.growText(text(value).length * 2)
    return toBase64(text(value))
  },
  fromBase64: (_, [value]) => fromBase64(text(value)),
}
