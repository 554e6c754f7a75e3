import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LuaError } from './error.ts'
import { compileFilter, compileTransform } from './language.ts'

interface Vector {
  readonly id: string
  readonly lang: string
  readonly category: string
  readonly input: { readonly script: string; readonly data: string }
  readonly output?: { readonly data?: unknown; readonly pass?: boolean }
  readonly error?: { readonly stage: string }
}

const file = new URL('../../../vectors/lua/lua.jsonl', import.meta.url)
const vectors = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector)

/** What the vector's file would say of our answer. */
function answerTo({ lang, input: { script, data } }: Vector): unknown {
  try {
    if (lang === 'lua-filter') return { output: { pass: compileFilter(script)(data) } }
    return { output: { data: JSON.parse(compileTransform(script)(data)) as unknown } }
  } catch (error) {
    if (error instanceof LuaError) return { error: error.stage }
    throw error
  }
}

/** The original's answers to each question in the vectors. */
describe('vectors', () => {
  const used = new Set<string>()

  test.each(vectors)('$id ($category)', (vector) => {
    used.add(vector.id)
    const expected = vector.error === undefined ? { output: vector.output } : { error: vector.error.stage }
    expect(answerTo(vector)).toEqual(expected)
  })

  test('every line was used', () => {
    expect(vectors.length).toBeGreaterThan(85)
    expect(vectors.filter(({ lang }) => lang !== 'lua-transform' && lang !== 'lua-filter')).toEqual([])
    expect(used.size).toBe(vectors.length)
  })
})
