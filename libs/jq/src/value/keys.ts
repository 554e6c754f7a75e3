import { compareUtf8 } from '@millrace/value'
import { pay } from '../run/payer.ts'
import { hasSurrogates } from './runes.ts'
import type { Dict } from './value.ts'

/** So few keys are sorted in no time. */
const fewMax = 8
const comparisonsPerStep = 4
/** Steps for each key, to list them: the engine keeps large maps as hash tables. */
const listingSteps = 3

/** The keys in the order of their bytes in UTF-8. */
export function sortedKeys(dict: Dict): string[] {
  const keys = Object.keys(dict)
  const { length } = keys
  if (length < 2) return keys
  if (length > fewMax) pay(length * (listingSteps + Math.ceil(Math.log2(length) / comparisonsPerStep)))
  // The engine's own order is by UTF-16 units; they differ only with surrogates.
  return keys.some(hasSurrogates) ? keys.sort(compareUtf8) : keys.sort()
}
