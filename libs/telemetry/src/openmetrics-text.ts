import type { Family, MetricStore } from './metric-store.ts'
import { HistogramSeries, type NumberSeries } from './series.ts'

export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

const totalSuffix = '_total'

/** All series as OpenMetrics 1.0 text: a counter's family goes without the `_total` of its samples, and the end is marked. */
export function openMetricsText(store: MetricStore): string {
  const lines: string[] = []
  for (const family of store.families()) if (family.series.size > 0) writeFamily(family, lines)
  lines.push('# EOF', '')
  return lines.join('\n')
}

function writeFamily({ name, def, series }: Family, lines: string[]): void {
  const family = def.kind === 'counter' ? withoutTotal(name) : name
  lines.push(`# TYPE ${family} ${def.kind}`, `# HELP ${family} ${escaped(def.help)}`)
  for (const one of series.values()) {
    if (one instanceof HistogramSeries) writeHistogram(name, one, lines)
    else
      lines.push(
        `${def.kind === 'counter' ? `${family}${totalSuffix}` : name}${labelsText(one)} ${number(one.current())}`,
      )
  }
}

function withoutTotal(name: string): string {
  return name.endsWith(totalSuffix) ? name.slice(0, -totalSuffix.length) : name
}

/** Buckets count up to their bound, and the last one everything. */
function writeHistogram(name: string, series: HistogramSeries, lines: string[]): void {
  let below = 0
  for (const [at, count] of series.counts.entries()) {
    below += count
    const bound = series.bounds[at]
    const le = bound === undefined ? '+Inf' : Number.isInteger(bound) ? `${bound}.0` : String(bound)
    lines.push(`${name}_bucket${labelsText(series, le)} ${below}`)
  }
  lines.push(
    `${name}_count${labelsText(series)} ${series.count}`,
    `${name}_sum${labelsText(series)} ${number(series.sum)}`,
  )
}

function labelsText({ labels }: Pick<NumberSeries, 'labels'>, le?: string): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`)
  if (le !== undefined) pairs.push(`le="${le}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}
