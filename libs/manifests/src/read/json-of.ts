import { isAlias, visit, type Document } from 'yaml'
import { isJsonObject, type JsonValue } from '../schema/json.ts'
import { depthMax } from './yaml-documents.ts'

/** How many values a document may have once its aliases are followed. */
const valuesMax = 1_000_000

export type JsonReading =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'fault'; readonly code: 'syntax' | 'limit'; readonly message: string; readonly offset: number }

/** The JSON value of a document: aliases followed, merges done. It holds bigints only when the document was read with them. */
export function jsonOf(document: Document): JsonReading {
  const offset = document.range?.[0] ?? 0
  try {
    const value: unknown = document.toJS()
    const fault = faultIn(value)
    if (fault === undefined) return { kind: 'value', value: value as JsonValue } // what `faultIn` has just made sure of
    return { kind: 'fault', ...fault, offset }
  } catch (error) {
    // The library throws for an alias without its anchor, for too many aliases and for `<<` with something not a map.
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'fault', code: 'syntax', message, offset: offsetOfBadAlias(document) ?? offset }
  }
}

interface Fault {
  readonly code: 'syntax' | 'limit'
  readonly message: string
}

/** Makes sure that a value is JSON: no circle, no infinity, no unbounded growth by aliases. */
function faultIn(root: unknown): Fault | undefined {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }]
  let count = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next
    count += 1
    if (count > valuesMax) return { code: 'limit', message: `more than ${String(valuesMax)} values` }
    if (depth > depthMax) return { code: 'limit', message: 'an alias contains itself, or the nesting is too deep' }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return { code: 'syntax', message: `${String(value)} is not a number that JSON has` }
    }
    if (typeof value !== 'object' || value === null) {
      if (!['string', 'number', 'bigint', 'boolean'].includes(typeof value) && value !== null) {
        return { code: 'syntax', message: 'a value that JSON does not have' }
      }
      continue
    }
    const children: readonly unknown[] = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : []
    for (const child of children) waiting.push({ value: child, depth: depth + 1 })
  }
  return undefined
}

function offsetOfBadAlias(document: Document): number | undefined {
  let offset: number | undefined
  visit(document, {
    Alias: (_, alias) => {
      if (!isAlias(alias) || alias.resolve(document) !== undefined) return undefined
      offset = alias.range?.[0]
      return visit.BREAK
    },
  })
  return offset
}
