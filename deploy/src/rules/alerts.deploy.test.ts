import { isJsonObject } from '@millrace/manifests'
import { metricNames } from '@millrace/telemetry'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { memberOf } from '../rendered.fixture.ts'
import { promtool, repository, runFound } from '../tools/deploy-tools.fixture.ts'

const folder = join(repository, 'deploy/components/prometheus')
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'))
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const rules = listOf(memberOf(read('alerts.yaml'), 'groups')).flatMap((group) => listOf(memberOf(group, 'rules')))
const alerts = rules.map((rule) => String(memberOf(rule, 'alert')))
const tool = await promtool()

describe.skipIf(tool.kind === 'missing')('promtool', () => {
  test('takes the alerts', async () => {
    expect(await runFound(tool, ['check', 'rules', 'alerts.yaml'], '', folder)).toContain(
      `${alerts.length} rules found`,
    )
  })

  test('sees them fire when they must, and only then', async () => {
    expect(await runFound(tool, ['test', 'rules', 'alerts.test.yaml'], '', folder)).toContain('SUCCESS')
  })
})

test('each alert is tested, fires in a test, and has a page', () => {
  const tests = listOf(memberOf(read('alerts.test.yaml'), 'tests')).flatMap((one) =>
    listOf(memberOf(one, 'alert_rule_test')),
  )
  const fired = tests
    .filter((one) => listOf(memberOf(one, 'exp_alerts')).length > 0)
    .map((one) => memberOf(one, 'alertname'))
  expect(alerts.length).toBeGreaterThan(10)
  expect(alerts.filter((name) => !fired.includes(name))).toEqual([])
  const pages = readdirSync(join(repository, 'docs/runbooks')).filter((file) => file !== 'README.md')
  expect(pages.sort()).toEqual(alerts.map((name) => `${name}.md`).sort())
  const contents = readFileSync(join(repository, 'docs/runbooks/README.md'), 'utf8')
  for (const name of alerts) expect(contents).toContain(`[${name}](${name}.md)`)
})

test('each alert says how bad it is and what it is about', () => {
  for (const rule of rules) {
    expect(['critical', 'warning', 'info']).toContain(memberOf(rule, 'labels', 'severity'))
    expect(memberOf(rule, 'annotations', 'summary')).toMatch(/\.$/)
  }
})

test('the operator’s form has the same alerts, each with its page', () => {
  const groups = listOf(memberOf(read('prometheus-rule.yaml'), 'spec', 'groups'))
  const made = groups.flatMap((group) => listOf(memberOf(group, 'rules')))
  expect(made.map((rule) => memberOf(rule, 'alert'))).toEqual(alerts)
  for (const rule of made)
    expect(existsSync(join(repository, String(memberOf(rule, 'annotations', 'runbook'))))).toBe(true)
})

test('alerts and dashboards ask for metrics that the services have, by labels that these have', () => {
  const dashboards = join(repository, 'deploy/components/dashboards')
  const texts = readdirSync(dashboards).filter((file) => file.endsWith('.json'))
  const queries = [
    ...rules.map((rule) => String(memberOf(rule, 'expr'))),
    ...texts.flatMap((file) => queriesIn(JSON.parse(readFileSync(join(dashboards, file), 'utf8')))),
  ]
  expect(queries.length).toBeGreaterThan(40)
  const sources = sourcesBelow(join(repository, 'services')) + sourcesBelow(join(repository, 'libs'))
  for (const query of queries) {
    for (const [, metric = '', where = ''] of query.matchAll(/\b((?:millrace|argo_events)_\w+)(?:\{([^}]*)\})?/g)) {
      const name = metric.replace(/_(?:bucket|sum|count)$/, '')
      const known: Readonly<Record<string, { readonly labels: readonly string[] }>> = metricNames
      expect(Object.keys(known), query).toContain(name)
      // A metric that no code counts is a panel that stays empty.
      expect(sources, name).toMatch(new RegExp(`\\('${name}'`))
      const labels = [...(known[name]?.labels ?? []), 'component', 'pod', 'le']
      for (const [, label = ''] of where.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) expect(labels, query).toContain(label)
    }
  }
})

function queriesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(queriesIn)
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    (name === 'expr' || name === 'query') && typeof member === 'string' && member !== 'prometheus'
      ? [member]
      : queriesIn(member),
  )
}

function sourcesBelow(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts') && !/\.(?:test|fixture)\.ts$|node_modules|metric-names/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}
