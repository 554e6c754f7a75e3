import { judgeVector } from './judge-vector.ts'
import { differenceOf, readKnownDifferences } from './known-differences.ts'
import type { KnownDifference } from './known-differences.ts'
import { conformanceReport } from './report.ts'
import type { Judged } from './report.ts'
import { readVectorSets } from './vector-sets.ts'

export interface Conformance {
  readonly judged: readonly Judged[]
  readonly report: string
  /** Vectors that are answered otherwise than by the original, and are not listed. */
  readonly unknown: readonly Judged[]
  /** Listed differences that are none any more. */
  readonly gone: readonly KnownDifference[]
}

/** Answers every vector of the repository. */
export function measureConformance(): Conformance {
  const known = readKnownDifferences()
  const judged = readVectorSets().flatMap(({ vectors }) =>
    vectors.map((vector) => ({ vector, judgement: judgeVector(vector) })),
  )
  const differing = judged.filter(({ judgement }) => judgement.kind === 'differs')
  const used = new Set(differing.map(({ vector }) => differenceOf(vector, known)))
  return {
    judged,
    report: conformanceReport(judged, known),
    unknown: differing.filter(({ vector }) => differenceOf(vector, known) === undefined),
    gone: known.filter((difference) => !used.has(difference)),
  }
}
