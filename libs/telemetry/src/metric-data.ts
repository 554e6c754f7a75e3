import type { HrTime } from '@opentelemetry/api'
import { ValueType } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics'
import type { DataPoint, Histogram, MetricData, MetricProducer } from '@opentelemetry/sdk-metrics'
import type { Family, MetricStore } from './metric-store.ts'
import { HistogramSeries } from './series.ts'
import type { NumberSeries } from './series.ts'

interface Span {
  readonly startTime: HrTime
  readonly endTime: HrTime
}

/**
 * The store as OpenTelemetry's reader takes it: the specification's door for numbers counted outside the SDK. The hot
 * path so pays for an addition and not for the SDK's aggregators, and histograms pass too, which no observable
 * instrument could carry.
 */
export function metricProducer(store: MetricStore, now: () => number = Date.now): MetricProducer {
  return {
    async collect() {
      const span: Span = { startTime: hrTime(store.startedAtMs), endTime: hrTime(now()) }
      const metrics: MetricData[] = []
      const errors: unknown[] = []
      for (const family of store.families()) {
        try {
          if (family.series.size > 0) metrics.push(metricData(family, span))
        } catch (error) {
          errors.push(error)
        }
      }
      return {
        resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: { name: 'millrace' }, metrics }] },
        errors,
      }
    },
  }
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1_000_000)]
}

function metricData(family: Family, span: Span): MetricData {
  const base = {
    // No unit: the exporter would write a line of OpenMetrics into the older text format.
    descriptor: { name: family.name, description: family.def.help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  switch (family.def.kind) {
    case 'counter':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: numbers(family, span) }
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: numbers(family, span) }
    case 'histogram':
      return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(family, span) }
    default:
      return family.def.kind satisfies never
  }
}

function numbers({ series }: Family, span: Span): DataPoint<number>[] {
  const points: DataPoint<number>[] = []
  for (const one of series.values())
    if (isNumbers(one)) points.push({ ...span, attributes: one.labels, value: one.current() })
  return points
}

function histograms({ series }: Family, span: Span): DataPoint<Histogram>[] {
  const points: DataPoint<Histogram>[] = []
  for (const one of series.values()) {
    if (isNumbers(one)) continue
    const buckets = { boundaries: [...one.bounds], counts: [...one.counts] }
    points.push({ ...span, attributes: one.labels, value: { buckets, sum: one.sum, count: one.count } })
  }
  return points
}

const isNumbers = (series: NumberSeries | HistogramSeries): series is NumberSeries =>
  !(series instanceof HistogramSeries)
