import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GoTemplateError } from './error.ts'
import { nodeWorld } from './node-world.fixture.ts'
import { untag } from './tagged.fixture.ts'
import { execute, parse } from './template.ts'

/** A template made at random, and what Go 1.26 with Sprig 3.3.0 makes of it on the data beside. */
interface Answer {
  readonly template: string
  readonly text?: string
  readonly stage?: 'compile' | 'run'
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const data: unknown = JSON.parse(read('./answers-data.json'))
// The file was written in this shape.
const answers = read('./answers.jsonl')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Answer)

function answer(template: string): Omit<Answer, 'template'> {
  try {
    return { text: execute(parse(template, { name: 't', world: nodeWorld }), untag(data)) }
  } catch (error) {
    if (error instanceof GoTemplateError) return { stage: error.stage === 'parse' ? 'compile' : 'run' }
    throw error
  }
}

test.each(answers)('$template', ({ template, ...expected }) => {
  expect(answer(template)).toEqual(expected)
})

test('there are answers of both kinds', () => {
  expect(answers.filter(({ text }) => text !== undefined).length).toBeGreaterThan(1000)
  expect(answers.filter(({ stage }) => stage !== undefined).length).toBeGreaterThan(100)
})
