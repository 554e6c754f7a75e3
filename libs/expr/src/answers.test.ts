import { describe, expect, test } from 'vitest'
import { answerTo, expected, readAnswers } from './answers.fixture.ts'

/** Answers of the Go originals to expressions of our own: chosen ones, and a sample of generated ones. */
describe.each([
  { dialect: 'v1.17', isTyped: true, least: 500 },
  { dialect: 'v1.15', isTyped: false, least: 350 },
] as const)('answers of $dialect', ({ dialect, isTyped, least }) => {
  const answers = readAnswers(new URL(`./answers/${dialect}.jsonl`, import.meta.url))

  test('there are enough of them', () => {
    expect(answers.length).toBeGreaterThan(least)
  })

  test.each(answers)('$id $input.expr', (answer) => {
    expect(answerTo(answer.input, dialect, isTyped)).toEqual(expected(answer))
  })
})
