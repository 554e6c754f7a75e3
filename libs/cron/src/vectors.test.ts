import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answerTo } from './answers.fixture.ts'
import type { CronInput } from './answers.fixture.ts'

interface Vector {
  readonly id: string
  readonly input: CronInput
  readonly output?: { readonly times: readonly string[] }
  readonly error?: { readonly stage: string }
}

function read(file: URL): Vector[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Vector)
}

const vectors = read(new URL('../../../vectors/cron/cron.jsonl', import.meta.url))
const answers = read(new URL('./answers/cron.jsonl', import.meta.url))

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(150)
  expect(answers.length).toBeGreaterThan(300)
})

test.each([...vectors, ...answers])('$id $input.op $input.spec', ({ input, output, error }) => {
  expect(answerTo(input)).toEqual(error === undefined ? output : { stage: error.stage })
})
