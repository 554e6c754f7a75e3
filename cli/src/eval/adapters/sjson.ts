import { remove, set, setRaw } from '@millrace/sjson'
import type { SjsonValue } from '@millrace/sjson'
import { at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { isMap, optionalText, text, wrong } from '../input.ts'

/** `set`, `setRaw` and `delete` → the document, byte for byte. All errors are at `run`. */
export function evalSjson(input: Input): unknown {
  const json = optionalText(input, 'json')
  const path = text(input, 'path')
  return { json: at('run', () => edited(input, json, path)) }
}

function edited(input: Input, json: string | undefined, path: string): string {
  switch (input['op']) {
    case 'set':
      return set(json, path, valueOf(input['value'] ?? null))
    case 'setRaw':
      return setRaw(json, path, text(input, 'raw'))
    case 'delete':
      return remove(json, path)
    default:
      throw wrong('op', 'set, setRaw or delete')
  }
}

/** Tagged JSON as values that can be set. */
function valueOf(value: unknown): SjsonValue {
  if (Array.isArray(value)) return value.map(valueOf)
  // What is neither a list nor an object is a value as it is.
  if (!isMap(value)) return value as SjsonValue
  const entries = Object.entries(value)
  const [[tag, body] = ['', null]] = entries
  if (entries.length === 1 && typeof body === 'string') {
    if (/^\$u?int\d*$/.test(tag)) return BigInt(body)
    if (tag === '$float') return Number(body.replace('Inf', 'Infinity'))
    if (tag === '$bytes') return Buffer.from(body, 'base64')
  }
  return Object.fromEntries(entries.map(([key, member]) => [key, valueOf(member)]))
}
