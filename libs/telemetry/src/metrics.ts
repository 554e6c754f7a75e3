import type { MetricStore } from './metric-store.ts'
import type { CounterName, GaugeName, HistogramName, LabelsOf, MetricName } from './metric-types.ts'
import type { Counter, Gauge, Histogram } from './series.ts'

/**
 * A service's metrics. Names and labels are those of `metric-names.ts`, checked by the compiler. On a hot path keep
 * what `counter`, `level` and `histogram` return: adding is then a few nanoseconds, where a look-up is some hundred.
 */
export interface Metrics {
  count<N extends CounterName>(name: N, labels: LabelsOf<N>, n?: number): void
  gauge<N extends GaugeName>(name: N, labels: LabelsOf<N>, value: number): void
  /** Counts a value in the unit that ends the metric's name. */
  observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, value: number): void
  /** The counter with its labels bound. It is exported from now on, at zero. */
  counter<N extends CounterName>(name: N, labels: LabelsOf<N>): Counter
  /** The gauge with its labels bound. */
  level<N extends GaugeName>(name: N, labels: LabelsOf<N>): Gauge
  /** The histogram with its labels bound. */
  histogram<N extends HistogramName>(name: N, labels: LabelsOf<N>): Histogram
  /** Reads the number at each scrape, for what is counted elsewhere anyway. One probe a series; the last one wins. */
  probe<N extends CounterName | GaugeName>(name: N, labels: LabelsOf<N>, read: () => number): void
  /** Drops the series that have all of these labels, once their manifest is gone. */
  forget(labels: Readonly<Record<string, string>>): void
  /** The present values of a metric, for status pages and tests; of a histogram, its count. */
  read(name: MetricName): readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

/** The view of one service on the process's metrics: fills in `service` and `namespace` where a caller leaves them out. */
export function metricsOf(
  store: MetricStore,
  defaults: { readonly service: string; readonly namespace: string },
): Metrics {
  return {
    count: (name, labels, n = 1) => store.number(name, labels, defaults).add(n),
    gauge: (name, labels, value) => store.number(name, labels, defaults).set(value),
    observe: (name, labels, value) => store.histogram(name, labels, defaults).record(value),
    counter: (name, labels) => store.number(name, labels, defaults),
    level: (name, labels) => store.number(name, labels, defaults),
    histogram: (name, labels) => store.histogram(name, labels, defaults),
    probe(name, labels, read) {
      store.number(name, labels, defaults).read = read
    },
    forget: (labels) => store.forget(labels),
    read(name) {
      for (const family of store.families())
        if (family.name === name)
          return Array.from(family.series.values(), (one) => ({
            labels: one.labels,
            value: 'counts' in one ? one.count : one.current(),
          }))
      return []
    },
  }
}
