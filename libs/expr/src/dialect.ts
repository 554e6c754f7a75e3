/** Which original to follow: expr-lang/expr v1.17.8, or antonmedv/expr v1.15.5 as Argo Events uses it. */
export type DialectName = 'v1.17' | 'v1.15'

/** Where the two originals part. */
export interface Dialect {
  readonly name: DialectName
  /** Whether v1.17's additions are there: raw strings, bytes, `if`, `::`, `;`, chained comparisons, and more. */
  readonly modern: boolean
}

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  'v1.17': { name: 'v1.17', modern: true },
  'v1.15': { name: 'v1.15', modern: false },
}
