import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vector } from './vector-sets.ts'
import { vectorsFolder } from './vector-sets.ts'

/** Vectors that are answered otherwise than by the original, and why: one by its id, or all of a language. */
export interface KnownDifference {
  readonly id?: string
  readonly lang?: string
  readonly reason: string
}

/** The list in `vectors/known-differences.json`. */
export function readKnownDifferences(): readonly KnownDifference[] {
  const text = readFileSync(join(vectorsFolder, 'known-differences.json'), 'utf8')
  // The file is our own, and its shape is checked by the tests that use it.
  return JSON.parse(text) as readonly KnownDifference[]
}

export function differenceOf(vector: Vector, known: readonly KnownDifference[]): KnownDifference | undefined {
  return known.find(({ id, lang }) => id === vector.id || (lang !== undefined && lang === vector.lang))
}
