import { Location } from '@millrace/gotime'
import { isUnknown } from '../check/nature.ts'
import type { Node } from '../parse/node.ts'
import { Place } from '../value/value.ts'
import type { Code } from './compiler.ts'

/** Where a value's type is not known, a pointer to a place is followed. */
export function dereferenced(node: Node, code: Code): Code {
  if (!isUnknown(node.nature) && node.nature.type?.kind !== 'ptr') return code
  return (m) => {
    const value = code(m)
    return value instanceof Location ? new Place(value) : value
  }
}
