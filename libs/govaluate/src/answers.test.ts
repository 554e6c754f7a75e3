import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { GovaluateError, compile } from './index.ts'

interface Answer {
  readonly expr: string
  /** A number that JSON lacks is `{"$float": …}`. */
  readonly output?: unknown
  readonly error?: 'compile' | 'run'
  readonly message?: string
}

const lines = readFileSync(new URL('./answers/govaluate.jsonl', import.meta.url), 'utf8').split('\n')
const [first = '', ...rest] = lines.filter((line) => line !== '')
const { params } = JSON.parse(first) as { readonly params: Readonly<Record<string, unknown>> }
const answers = rest.map((line) => JSON.parse(line) as Answer)
const parameters = new Map(Object.entries(params))

function answerTo(source: string): unknown {
  try {
    return { output: comparable(compile(source)(parameters)) }
  } catch (error) {
    if (error instanceof GovaluateError) return { error: error.stage, message: error.reason }
    throw error
  }
}

/** Numbers to 12 places. */
function comparable(value: unknown): unknown {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : value.toPrecision(12)
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  const [tag, text] = members[0] ?? []
  if (tag === '$float') return { '+Inf': 'Infinity', '-Inf': '-Infinity' }[String(text)] ?? text
  return Object.fromEntries(members.map(([name, member]) => [name, comparable(member)]))
}

/** What the original says to generated expressions. */
describe('answers of the original', () => {
  test('there are enough of them', () => {
    expect(answers.length).toBeGreaterThan(500)
  })

  test.each(answers)('$expr', ({ expr, output, error, message }) => {
    const expected = error === undefined ? { output: comparable(output) } : { error, message }
    expect(answerTo(expr)).toEqual(expected)
  })
})
