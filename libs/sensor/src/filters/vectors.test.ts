import { readFileSync } from 'node:fs'
import { goTemplateLanguage } from '@millrace/gotemplate'
import { govaluateLanguage } from '@millrace/govaluate'
import type { Filters, LogicalOperator } from '@millrace/manifests'
import { afterAll, expect, test } from 'vitest'
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

const languages = { goTemplate: goTemplateLanguage(), govaluate: govaluateLanguage() }
const counted = { judged: 0 } as Record<string, number>

afterAll(() => {
  console.log(`sensor-filters: ${JSON.stringify(counted)}`)
})

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(600)
})

test.for(vectors)('$category $id', ({ input, output }, context) => {
  const { judge, problems } = compileFilters(input.filters ?? undefined, input.filtersLogicalOperator, languages)
  const lacking = problems.find((problem) => problem.code === 'language-missing')
  const count = lacking === undefined ? 'judged' : `needs ${lacking.language}`
  counted[count] = (counted[count] ?? 0) + 1
  if (lacking !== undefined) {
    context.skip(lacking.message)
    return
  }
  const verdict = judge(vectorEvent(input.event))
  expect({ pass: verdict.kind === 'pass', errored: verdict.kind === 'error' }).toEqual(output)
})
