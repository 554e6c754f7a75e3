import { readFileSync } from 'node:fs'
import { encodeJson } from '@millrace/value'
import { expect, test } from 'vitest'
import { JsonPathError } from './error.ts'
import { query } from './query.ts'
import { isList, isMap } from './value.ts'
import type { Value } from './value.ts'

interface Answer {
  readonly json: string
  readonly path: string
  readonly answer?: string
}

const answers = readFileSync(new URL('./answers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer)

/** What `length` gives is an int64, which JSON writes as any number. */
function plain(value: Value): Value {
  if (typeof value === 'bigint') return Number(value)
  if (isList(value)) return value.map(plain)
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value
}

function answerTo({ json, path }: Answer): string | undefined {
  try {
    return encodeJson(plain(query(json, path)))
  } catch (error) {
    if (error instanceof JsonPathError) return undefined
    throw error
  }
}

test('the answers are those of the original', () => {
  expect(answers.length).toBeGreaterThan(1_400)
  const differing = answers.filter((answer) => answerTo(answer) !== answer.answer)
  expect(differing).toEqual([])
})
