import { toStr } from '../results/convert.ts'
import { made, unchanged } from './modified.ts'
import { dig } from './dig.ts'
import { flatten } from './flatten.ts'
import { group } from './group.ts'
import { join } from './join.ts'
import { keys, reverse, values } from './keys-values-reverse.ts'
import { pretty } from './pretty.ts'
import { ugly } from './ugly.ts'
import { parseText } from '../results/parse.ts'
import { quote } from '../text/quote.ts'
import { isValid } from '../text/valid.ts'
import type { Modified, Modifier } from './modified.ts'
import type { ModifierName } from '../path/modifier-syntax.ts'

/** What each `@name` does to the text it is given. */
export const modifiers: Record<ModifierName, Modifier> = {
  this: unchanged,
  valid: (json) => (isValid(json) ? unchanged(json) : made('')),
  tostr: (json) => made(quote(json)),
  fromstr,
  ugly,
  pretty,
  keys,
  values,
  reverse,
  flatten,
  join,
  group,
  dig,
}

/** A string's text is itself the next document; a text without escapes still lies in the one before. */
function fromstr(json: string): Modified {
  if (!isValid(json)) return made('')
  const value = parseText(json)
  const text = toStr(value)
  if (value.type === 'String') return { text, at: value.raw.includes('\\') ? -1 : value.at + 1 }
  const isPart = (value.type === 'Number' || value.type === 'JSON') && text === value.raw
  return { text, at: isPart ? value.at : -1 }
}
