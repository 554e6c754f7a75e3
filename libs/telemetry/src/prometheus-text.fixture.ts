import assert from 'node:assert/strict'

/** One sample line. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One metric family: its HELP, TYPE and samples. */
export interface ParsedFamily {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly Sample[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,?)/
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped'])

/**
 * Reads Prometheus' text format 0.0.4 and refuses what the format forbids, also where scrapers are lenient: a sample
 * before its TYPE, a family in two places, a series twice, buckets that fall, a counter below zero.
 */
export function parsePrometheusText(text: string): Map<string, ParsedFamily> {
  assert.ok(text.endsWith('\n'), 'the last line must end')
  const families = new Map<string, ParsedFamily & { samples: Sample[] }>()
  const seen = new Set<string>()
  let current: (ParsedFamily & { samples: Sample[] }) | undefined
  let help: { name: string; text: string } | undefined
  for (const line of text.split('\n')) {
    if (line === '') continue
    if (line.startsWith('# HELP ')) {
      const [, name = '', words = ''] = /^# HELP (\S+) (.*)$/.exec(line) ?? []
      assert.match(name, NAME, line)
      assert.ok(!families.has(name), `HELP of ${name} after its samples`)
      help = { name, text: words }
    } else if (line.startsWith('# TYPE ')) {
      const [, name = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? []
      assert.ok(TYPES.has(type), line)
      assert.ok(!families.has(name), `${name} in two places`)
      assert.equal(help?.name, name, `TYPE of ${name} without its HELP`)
      current = { name, type, help: help?.text ?? '', samples: [] }
      families.set(name, current)
    } else {
      assert.ok(!line.startsWith('#'), `a comment that is neither HELP nor TYPE: ${line}`)
      const sample = parseSample(line)
      assert.ok(current !== undefined && belongs(sample.name, current), `${sample.name} outside its family`)
      const series = sample.name + JSON.stringify(Object.entries(sample.labels).sort())
      assert.ok(!seen.has(series), `a series twice: ${line}`)
      seen.add(series)
      current.samples.push(sample)
    }
  }
  for (const family of families.values()) checkFamily(family)
  return families
}

/** The value of one sample, which must be there. */
export function valueOf(
  families: Map<string, ParsedFamily>,
  family: string,
  labels: Record<string, string>,
  name = family,
) {
  const found = families
    .get(family)
    ?.samples.find(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )
  assert.ok(found !== undefined, `no ${name}${JSON.stringify(labels)}`)
  return found.value
}

function parseSample(line: string): Sample {
  const name = NAME.exec(line)?.[0] ?? assert.fail(`no name: ${line}`)
  let rest = line.slice(name.length)
  const labels: Record<string, string> = {}
  if (rest.startsWith('{')) {
    rest = rest.slice(1)
    while (!rest.startsWith('}')) {
      const [all, label = '', value = '', comma] = LABEL.exec(rest) ?? assert.fail(`a bad label: ${line}`)
      assert.ok(!(label in labels), `a label twice: ${line}`)
      labels[label] = value.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped))
      rest = rest.slice(all.length)
      assert.ok(comma === ',' || rest.startsWith('}'), `labels do not end: ${line}`)
    }
    rest = rest.slice(1)
  }
  const value = /^ (\+Inf|-Inf|NaN|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/.exec(rest)?.[1] ?? assert.fail(line)
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) }
}

function belongs(sample: string, family: ParsedFamily): boolean {
  if (family.type !== 'histogram') return sample === family.name
  return ['_bucket', '_sum', '_count'].some((suffix) => sample === family.name + suffix)
}

function checkFamily({ name, type, samples }: ParsedFamily): void {
  assert.ok(samples.length > 0, `${name} without samples`)
  if (type === 'counter') for (const { value } of samples) assert.ok(value >= 0, `${name} below zero`)
  if (type !== 'histogram') return
  const groups = Map.groupBy(samples, ({ labels: { le: _le, ...labels } }) => JSON.stringify(labels))
  for (const [labels, group] of groups) {
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`)
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('Inf', 'Infinity')))
    assert.deepEqual(
      bounds,
      bounds.toSorted((a, b) => a - b),
      `${name}${labels}: bounds out of order`,
    )
    assert.equal(bounds.at(-1), Number.POSITIVE_INFINITY, `${name}${labels}: no +Inf bucket`)
    for (const [at, bucket] of buckets.entries())
      assert.ok(bucket.value >= (buckets[at - 1]?.value ?? 0), `${name}${labels}: buckets fall`)
    const count = group.find((sample) => sample.name === `${name}_count`)
    assert.equal(count?.value, buckets.at(-1)?.value, `${name}${labels}: count is not the last bucket`)
    assert.ok(
      group.some((sample) => sample.name === `${name}_sum`),
      `${name}${labels}: no sum`,
    )
  }
}
