import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { comparable } from './comparable.fixture.ts'
import { JqError, answer, compile } from './index.ts'
import type { Value } from './index.ts'

interface Line {
  readonly query: string
  readonly outputs?: readonly unknown[]
  readonly errored?: boolean
  readonly stage?: string
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const data = JSON.parse(read('./answers-data.json')) as Value
const answers = read('./answers.jsonl')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Line)

function answerTo(query: string): unknown {
  try {
    return comparable({ query, ...answer(compile(query), data) })
  } catch (error) {
    if (error instanceof JqError) return { query, stage: error.stage }
    throw error
  }
}

/** The original's answers to programs of our own: made by chance from all parts of the language, all on the same data. */
describe('answers', () => {
  test('there are enough of them', () => {
    expect(answers.length).toBeGreaterThan(1500)
  })

  test('they are the same here', () => {
    for (const line of answers) expect(answerTo(line.query)).toEqual(comparable(line))
  })
})
