/** What a series of the metric holds. */
export type MetricKind = 'counter' | 'gauge' | 'histogram'

/** One metric: its kind, what it says, and the names of its labels. */
export interface MetricDef {
  readonly kind: MetricKind
  readonly help: string
  readonly labels: readonly string[]
  /** Histograms: upper bounds of the buckets, ascending; the last bucket, +Inf, is not listed. */
  readonly bounds?: readonly number[]
}
