import { attributeNames } from './attributes.ts'
import type { AttributeDef } from './attributes.ts'
import type { MetricDef } from './metric-def.ts'
import { metricNames } from './metric-names.ts'

/** The metrics as a table of Markdown, for the generated reference. */
export function renderMetricReference(): string {
  const registry: Readonly<Record<string, MetricDef>> = metricNames
  const rows = Object.entries(registry).map(
    ([name, { kind, labels, help }]) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${cell(help)} |`,
  )
  return ['| metric | kind | labels | what it says |', '| --- | --- | --- | --- |', ...rows, ''].join('\n')
}

/** The attributes of spans as a table of Markdown, for the generated reference. */
export function renderAttributeReference(): string {
  const registry: Readonly<Record<string, AttributeDef>> = attributeNames
  const rows = Object.entries(registry).map(([name, { type, help }]) => `| \`${name}\` | ${type} | ${cell(help)} |`)
  return ['| attribute | type | what it says |', '| --- | --- | --- |', ...rows, ''].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
