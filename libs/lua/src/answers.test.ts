import { describe, expect, test } from 'vitest'
import { answerTo, readAnswers } from './answers.fixture.ts'

const answers = readAnswers(new URL('./answers.jsonl', import.meta.url))

/** gopher-lua's answers to scripts of our own: chosen ones, and a sample of generated ones. */
describe('answers', () => {
  test('there are enough of them', () => {
    expect(answers.length).toBeGreaterThan(700)
  })

  test.each(answers.map((answer, at) => ({ line: at + 1, answer })))('line $line', ({ answer }) => {
    expect(answerTo(answer.script, answer.error === true)).toEqual(answer)
  })
})
