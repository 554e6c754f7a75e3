import { fromBytes } from '@millrace/value'
import { EvalFault } from './adapter.ts'
import type { Input } from './adapter.ts'

/** A text of an input; `{"$str64": …}` is one that is not UTF-8. */
export function text(input: Input, name: string): string {
  const value = optionalText(input, name)
  if (value === undefined) throw wrong(name, 'a text')
  return value
}

export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name]
  if (value === undefined || typeof value === 'string') return value
  const bytes = isMap(value) ? value['$str64'] : undefined
  if (typeof bytes !== 'string') throw wrong(name, 'a text')
  return fromBytes(Buffer.from(bytes, 'base64'))
}

export function texts(input: Input, name: string): readonly string[] {
  return list(input, name).map((item) => {
    if (typeof item !== 'string') throw wrong(name, 'a list of texts')
    return item
  })
}

export function list(input: Input, name: string): readonly unknown[] {
  const value = input[name] ?? []
  if (!Array.isArray(value)) throw wrong(name, 'a list')
  return value
}

export function map(input: Input, name: string): Input {
  const value = input[name] ?? {}
  if (!isMap(value)) throw wrong(name, 'an object')
  return value
}

export function integer(input: Input, name: string, fallback: number): number {
  const value = input[name] ?? fallback
  if (!Number.isSafeInteger(value)) throw wrong(name, 'a whole number')
  return Number(value)
}

export function isMap(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is wrong with the input itself, not with what it asks. */
export function wrong(name: string, wanted: string): EvalFault {
  return new EvalFault('compile', `the input's ${JSON.stringify(name)} is not ${wanted}`)
}
