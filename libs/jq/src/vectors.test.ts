import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { comparable } from './comparable.fixture.ts'
import { JqError, answer, compile, compileTransform } from './index.ts'
import type { Value } from './index.ts'

interface Vector {
  readonly id: string
  readonly lang: string
  readonly category: string
  readonly input: { readonly query: string; readonly data: Value }
  readonly output?: unknown
  readonly error?: { readonly stage: string }
}

const file = new URL('../../../vectors/jq/jq.jsonl', import.meta.url)
// The file's shape is what vectors/README.md says; the tests check what is relied on.
const vectors = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector)

const clock = { now: () => 1_709_210_096.5 }

function answerTo({ lang, input }: Vector): unknown {
  try {
    if (lang === 'jq') return { output: comparable(answer(compile(input.query), input.data, clock)) }
    // The data of a transform are JSON texts.
    const transform = compileTransform(input.query, clock)
    return { output: comparable({ data: JSON.parse(transform(input.data as string)) }) }
  } catch (error) {
    if (error instanceof JqError) return { stage: error.stage }
    throw error
  }
}

/** The original's answers to each question in the vectors. */
describe('vectors', () => {
  const used = new Set<string>()

  test.each(vectors)('$id ($category) $input.query', (vector) => {
    used.add(vector.id)
    const { output, error } = vector
    expect(answerTo(vector)).toEqual(error === undefined ? { output: comparable(output) } : { stage: error.stage })
  })

  test('every line was used', () => {
    expect(vectors.length).toBeGreaterThan(280)
    expect(new Set(vectors.map(({ lang }) => lang))).toEqual(new Set(['jq', 'jq-transform']))
    expect(used.size).toBe(vectors.length)
  })
})
