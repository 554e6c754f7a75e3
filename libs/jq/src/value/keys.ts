import { compareUtf8 } from '@millrace/value'
import { hasSurrogates } from './runes.ts'
import type { Dict } from './value.ts'

/** The keys in the order of their bytes in UTF-8. */
export function sortedKeys(dict: Dict): string[] {
  const keys = Object.keys(dict)
  if (keys.length < 2) return keys
  // The engine's own order is by UTF-16 units; they differ only with surrogates.
  return keys.some(hasSurrogates) ? keys.sort(compareUtf8) : keys.sort()
}
