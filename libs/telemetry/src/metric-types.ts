import type { MetricKind } from './metric-def.ts'
import type { metricNames } from './metric-names.ts'

type Registry = typeof metricNames

/** Name of a metric of the registry. */
export type MetricName = keyof Registry
type NameOf<K extends MetricKind> = { [N in MetricName]: Registry[N]['kind'] extends K ? N : never }[MetricName]
/** Name of a counter. */
export type CounterName = NameOf<'counter'>
/** Name of a gauge. */
export type GaugeName = NameOf<'gauge'>
/** Name of a histogram. */
export type HistogramName = NameOf<'histogram'>

/** Labels that a service's view fills in when a caller leaves them out. */
export type DefaultLabel = 'namespace' | 'service'

type LabelOf<N extends MetricName> = Registry[N]['labels'][number]

/** The labels of a metric's series: all of them, but for those the view fills in. */
export type LabelsOf<N extends MetricName> = { readonly [L in Exclude<LabelOf<N>, DefaultLabel>]: string } & {
  readonly [L in Extract<LabelOf<N>, DefaultLabel>]?: string | undefined
}
