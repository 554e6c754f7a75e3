import type { Schema } from './schema.ts'

const shownMax = 40

/** A value as a message shows it: `the number 12000`, `the text "abc"`, `a list`. */
export function describeValue(value: unknown, written: string | undefined): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(cut(value))}`
  if (typeof value === 'number') return `the number ${cut(written ?? String(value))}`
  if (typeof value === 'boolean') return `the truth value ${cut(written ?? String(value))}`
  return describeType(value)
}

/** A value's type only, for places where the value may be a secret. */
export function describeType(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  if (typeof value === 'number') return 'a number'
  return typeof value === 'boolean' ? 'a truth value' : 'an object'
}

/** What a schema wants, as a message says it: `a string`, `an object with name and key`. */
export function describeSchema(schema: Schema): string {
  switch (schema.kind) {
    case 'string':
    case 'quantity':
      return 'a string'
    case 'integer':
      return 'an integer'
    case 'boolean':
      return 'true or false'
    case 'amount':
      return 'a number'
    case 'int64OrString':
      return 'a duration such as "10s"'
    case 'json':
      return schema.shape === 'object' ? 'an object' : 'any value'
    case 'list':
      return 'a list'
    case 'map':
      return 'an object'
    case 'object':
      return `an object with ${someNames(Object.keys(schema.fields))}`
    case 'lazy':
      return describeSchema(schema.get())
    default:
      return schema satisfies never
  }
}

/** A long text cut to what a message can show. */
export function cut(text: string): string {
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}…`
}

function someNames(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} …`
}
