import { compareUtf8 } from '@millrace/value'
import type { Dict } from './dict.ts'
import type { Value } from './value.ts'

/** By the bytes of the keys: the order in which Go prints maps and ranges over them in templates. */
export function sortedEntries(dict: Dict): [string, Value][] {
  return [...dict.entries()].sort(([a], [b]) => compareUtf8(a, b))
}
