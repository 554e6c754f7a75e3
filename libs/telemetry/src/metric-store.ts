import type { MetricDef } from './metric-def.ts'
import { metricNames } from './metric-names.ts'
import type { MetricName } from './metric-types.ts'
import { CounterSeries, HistogramSeries, NumberSeries } from './series.ts'

/** Labels as a caller gives them; one that the metric lacks is ignored. */
export type Labels = Readonly<Record<string, string | undefined>>

/** A metric with its series. */
export interface Family {
  readonly name: MetricName
  readonly def: MetricDef
  readonly series: ReadonlyMap<string, NumberSeries | HistogramSeries>
}

type Growing = Family & { readonly series: Map<string, NumberSeries | HistogramSeries> }

/** Series of one metric; label sets past it share one series whose labels all read `(other)`, so that sums stay true. */
export const seriesMax = 10_000
const OTHER = '(other)'

/** The process's own numbers: every series of every metric, whether or not anybody scrapes them. */
export class MetricStore {
  readonly startedAtMs: number
  readonly #families = new Map<MetricName, Growing>()
  readonly #seriesMax: number

  constructor(startedAtMs: number, bound: number = seriesMax) {
    this.startedAtMs = startedAtMs
    this.#seriesMax = bound
  }

  /** The counter or gauge of these labels, made at zero if there is none. */
  number(name: MetricName, labels: Labels, defaults: Labels): NumberSeries {
    const found = this.#series(name, labels, defaults)
    if (found instanceof NumberSeries) return found
    throw new TypeError(`${name} is a histogram`)
  }

  /** The histogram of these labels, made empty if there is none. */
  histogram(name: MetricName, labels: Labels, defaults: Labels): HistogramSeries {
    const found = this.#series(name, labels, defaults)
    if (found instanceof HistogramSeries) return found
    throw new TypeError(`${name} is not a histogram`)
  }

  /** Metrics that have a series. */
  families(): Iterable<Family> {
    return this.#families.values()
  }

  /**
   * Drops every series that has all of these labels, so that manifests come and go without series piling up. A bound
   * handle to such a series goes on counting, unseen.
   */
  forget(labels: Readonly<Record<string, string>>): void {
    const wanted = Object.entries(labels)
    if (wanted.length === 0) return
    for (const { series } of this.#families.values())
      for (const [key, one] of series)
        if (wanted.every(([label, value]) => one.labels[label] === value)) series.delete(key)
  }

  #series(name: MetricName, labels: Labels, defaults: Labels): NumberSeries | HistogramSeries {
    const family = this.#families.get(name) ?? this.#newFamily(name)
    const key = keyOf(family.def.labels, labels, defaults)
    const found = family.series.get(key)
    if (found !== undefined) return found
    if (family.series.size < this.#seriesMax)
      return this.#newSeries(family, key, labelsOf(family.def, labels, defaults))
    if (name !== 'millrace_metric_series_dropped_total')
      this.number('millrace_metric_series_dropped_total', { metric: name }, {}).add(1)
    return family.series.get(OTHER) ?? this.#newSeries(family, OTHER, others(family.def))
  }

  #newFamily(name: MetricName): Growing {
    const family: Growing = { name, def: metricNames[name], series: new Map() }
    this.#families.set(name, family)
    return family
  }

  #newSeries(family: Growing, key: string, labels: Readonly<Record<string, string>>): NumberSeries | HistogramSeries {
    const series = seriesOf(family.def, labels)
    family.series.set(key, series)
    return series
  }
}

function seriesOf({ kind, bounds }: MetricDef, labels: Readonly<Record<string, string>>) {
  switch (kind) {
    case 'counter':
      return new CounterSeries(labels)
    case 'gauge':
      return new NumberSeries(labels)
    case 'histogram':
      return new HistogramSeries(labels, bounds ?? [])
    default:
      return kind satisfies never
  }
}

/** Values with their lengths before them, so that no two label sets share a key. */
function keyOf(names: readonly string[], labels: Labels, defaults: Labels): string {
  let key = ''
  for (const name of names) {
    const value = labels[name] ?? defaults[name] ?? ''
    key += `${value.length}:${value}`
  }
  return key
}

function labelsOf(def: MetricDef, labels: Labels, defaults: Labels): Record<string, string> {
  return Object.fromEntries(def.labels.map((name) => [name, labels[name] ?? defaults[name] ?? '']))
}

function others(def: MetricDef): Record<string, string> {
  return Object.fromEntries(def.labels.map((name) => [name, OTHER]))
}
