import assert from 'node:assert/strict'

/** One sample of a family. */
export interface OpenMetricsSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface OpenMetricsFamily {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly OpenMetricsSample[]
}

type Growing = OpenMetricsFamily & { help: string; samples: OpenMetricsSample[] }

const familyName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/u
const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/u
const labelPair = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/u
const numberText = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/u
/** The endings of the samples that a family of a type may have. */
const endings: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
}

/**
 * Reads OpenMetrics 1.0 text and refuses what the format forbids: no end, anything behind it, a blank line, a family in two
 * places or without its type, a sample outside its family, a series twice, a counter below zero, bounds that are not
 * canonical, buckets that fall or do not end at +Inf, a count that is not the last bucket's.
 */
export function parseOpenMetrics(text: string): Map<string, OpenMetricsFamily> {
  assert.ok(text.endsWith('\n# EOF\n') || text === '# EOF\n', 'the text does not end with # EOF')
  const families = new Map<string, Growing>()
  const seen = new Set<string>()
  let current: Growing | undefined
  for (const line of text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1)) {
    const [, key, name = '', rest = ''] = /^# (TYPE|HELP|UNIT) (\S+) (.*)$/u.exec(line) ?? []
    if (key === 'TYPE') {
      assert.match(name, familyName)
      assert.ok(rest in endings, `the type ${rest} of ${name}`)
      assert.ok(!families.has(name), `${name} stands in two places`)
      assert.ok(!(rest === 'counter' && name.endsWith('_total')), `the family of a counter ends in _total: ${name}`)
      families.set(name, (current = { name, type: rest, help: '', samples: [] }))
    } else if (key === 'HELP') {
      assert.ok(current?.name === name && current.samples.length === 0, `HELP of ${name} out of its place`)
      current.help = rest
    } else {
      assert.ok(current !== undefined && !line.startsWith('#'), `out of place: ${JSON.stringify(line)}`)
      addSample(current, line, seen)
    }
  }
  for (const family of families.values()) checkFamily(family)
  return families
}

function addSample(family: Growing, line: string, seen: Set<string>): void {
  const [, name = '', labelText = '', value = ''] = sampleLine.exec(line) ?? []
  assert.match(value, numberText, `no sample: ${JSON.stringify(line)}`)
  const ending = (endings[family.type] ?? []).find((one) => name === `${family.name}${one}`)
  assert.ok(ending !== undefined, `${name} is no sample of the ${family.type} ${family.name}`)
  const labels = readLabels(labelText, line)
  const series = `${name} ${JSON.stringify(Object.entries(labels).sort())}`
  assert.ok(!seen.has(series), `a series twice: ${line}`)
  seen.add(series)
  family.samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) })
}

function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== '';) {
    const [all = '', name = '', value = ''] = labelPair.exec(rest) ?? []
    assert.ok(all !== '', `malformed labels: ${line}`)
    assert.ok(!(name in labels), `a label twice: ${line}`)
    labels[name] = value.replaceAll(/\\(.)/gu, (_, char: string) => (char === 'n' ? '\n' : char))
    rest = rest.slice(all.length)
  }
  return labels
}

function checkFamily({ name, type, samples }: OpenMetricsFamily): void {
  assert.ok(samples.length > 0, `${name} has no sample`)
  if (type === 'counter') for (const { value } of samples) assert.ok(value >= 0, `${name} is below zero`)
  if (type !== 'histogram') return
  const bySeries = Map.groupBy(samples, ({ labels }) =>
    JSON.stringify(
      Object.entries(labels)
        .filter(([name]) => name !== 'le')
        .sort(),
    ),
  )
  for (const group of bySeries.values()) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`)
    assert.equal(buckets.at(-1)?.labels['le'], '+Inf', `${name}: the last bucket is not +Inf`)
    let [before, bound] = [0, -Infinity]
    for (const { labels, value } of buckets) {
      const le = labels['le'] ?? ''
      assert.match(le, /^(?:\+Inf|-?\d+\.\d+)$/u, `${name}: the bound ${le} is not canonical`)
      const at = Number(le.replace('Inf', 'Infinity'))
      assert.ok(at > bound && value >= before, `${name}: buckets fall at ${le}`)
      ;[before, bound] = [value, at]
    }
    const count = group.find((sample) => sample.name === `${name}_count`)?.value
    assert.equal(count, before, `${name}: the count is not that of +Inf`)
  }
}
