import { describe, expect, test } from 'vitest'
import { answerTo, expected, readAnswers } from './answers.fixture.ts'

const vectors = readAnswers(new URL('../../../vectors/expr/expr.jsonl', import.meta.url))

/** The original's answers to each question in the vectors. */
describe('vectors', () => {
  const used = new Set<string>()

  test.each(vectors)('$id ($category)', (vector) => {
    used.add(vector.id)
    expect(answerTo(vector.input, 'v1.17', true)).toEqual(expected(vector))
  })

  test('every line was used', () => {
    expect(vectors.length).toBeGreaterThan(1400)
    expect(vectors.filter(({ lang }) => lang !== 'expr')).toEqual([])
    expect(used.size).toBe(vectors.length)
  })
})
