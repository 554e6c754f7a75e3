import { readFileSync } from 'node:fs'
import { goTemplateLanguage } from '@millrace/gotemplate'
import { govaluateLanguage } from '@millrace/govaluate'
import { luaLanguage } from '@millrace/lua'
import type { Filters, LogicalOperator } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { vectorEvent } from '../vector-event.fixture.ts'
import type { VectorEvent } from '../vector-event.fixture.ts'
import { compileFilters } from './compile-filters.ts'

interface Vector {
  readonly id: string
  readonly category: string
  readonly input: {
    readonly event: VectorEvent
    readonly filters: Filters | null
    readonly filtersLogicalOperator?: LogicalOperator
  }
  readonly output: { readonly pass: boolean; readonly errored: boolean }
}

const file = new URL('../../../../vectors/sensor-filters/sensor-filters.jsonl', import.meta.url)
const vectors = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector)

/** A clock and numbers of its own: scripts that ask for them must not answer differently each time. */
const world = { now: () => 1_700_000_000_000, random: () => 0.5 }
const languages = {
  goTemplate: goTemplateLanguage(),
  govaluate: govaluateLanguage(),
  lua: luaLanguage(world),
}

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(600)
})

test.each(vectors)('$category $id', ({ input, output }) => {
  const { judge, problems } = compileFilters(input.filters ?? undefined, input.filtersLogicalOperator, languages)
  expect(problems.filter(({ code }) => code === 'language-missing')).toEqual([])
  const verdict = judge(vectorEvent(input.event))
  expect({ pass: verdict.kind === 'pass', errored: verdict.kind === 'error' }).toEqual(output)
})
