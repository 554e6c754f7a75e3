import type { JsonStyle } from '@millrace/value'
import type { Context } from '../call/context.ts'
import { fixed, variadic } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { deepCopy } from '../value/deep-copy.ts'
import { isTrue } from '../value/truth.ts'
import { decodeJson } from './decode-json.ts'
import { encodeJson } from './encode-json.ts'
import { Failure } from '../fault.ts'
import type { Value } from '../value/value.ts'

const compactStyle: JsonStyle = {}
const prettyStyle: JsonStyle = { indent: '  ' }
const rawStyle: JsonStyle = { html: false }

export const defaults: Readonly<Record<string, Signature>> = {
  default: variadic(['any'], 'any', (_, otherwise, [given]) => (isTrue(given) ? given : otherwise)),
  empty: fixed(['any'], (_, value) => !isTrue(value)),
  coalesce: variadic([], 'any', (_, values) => values.find(isTrue) ?? null),
  all: variadic([], 'any', (_, values) => values.every(isTrue)),
  any: variadic([], 'any', (_, values) => values.some(isTrue)),
  ternary: fixed(['any', 'any', 'bool'], (_, yes, no, condition) => (condition ? yes : no)),
  fromJson: fixed(['string'], (context, text) => decodeJson(context, text).value),
  mustFromJson: fixed(['string'], (context, text) => {
    const { value, fault } = decodeJson(context, text)
    if (fault !== undefined) throw new Failure(fault)
    return value
  }),
  toJson: lenient(compactStyle),
  mustToJson: strict(compactStyle),
  toPrettyJson: lenient(prettyStyle),
  mustToPrettyJson: strict(prettyStyle),
  toRawJson: strict(rawStyle),
  mustToRawJson: strict(rawStyle),
  deepCopy: fixed(['any'], ({ budget }, value) => deepCopy(value, budget)),
  mustDeepCopy: fixed(['any'], ({ budget }, value) => deepCopy(value, budget)),
}

function strict(style: JsonStyle): Signature {
  return fixed(['any'], (context, value) => encodeJson(context, value, style))
}

/** What cannot be JSON gives an empty text. */
function lenient(style: JsonStyle): Signature {
  return fixed(['any'], (context: Context, value: Value) => {
    try {
      return encodeJson(context, value, style)
    } catch (error) {
      if (error instanceof Failure && error.code === 'evaluation') return ''
      throw error
    }
  })
}
