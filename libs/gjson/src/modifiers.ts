import { toStr } from './convert.ts'
import { made, unchanged } from './modified.ts'
import { dig } from './modifier-dig.ts'
import { flatten } from './modifier-flatten.ts'
import { group } from './modifier-group.ts'
import { join } from './modifier-join.ts'
import { keys, reverse, values } from './modifier-members.ts'
import { pretty } from './modifier-pretty.ts'
import { ugly } from './modifier-ugly.ts'
import { parseText } from './parse.ts'
import { quote } from './quote.ts'
import { isValid } from './valid.ts'
import type { Modified, Modifier } from './modified.ts'
import type { ModifierName } from './modifier-syntax.ts'

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
  switch (value.type) {
    case 'String':
      return { text, at: value.raw.includes('\\') ? -1 : value.at + 1 }
    case 'Number':
    case 'JSON':
      return { text, at: text === value.raw ? value.at : -1 }
    default:
      return made(text)
  }
}
