import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ExprError, compile, decodeTagged, encodeTagged, run } from './index.ts'
import type { Json, PlainMap } from './index.ts'

interface Vector {
  readonly id: string
  readonly lang: string
  readonly category: string
  readonly input: { readonly expr: string; readonly env: Json }
  readonly output?: Json
  readonly error?: { readonly stage: string; readonly message: string }
}

const file = new URL('../../../vectors/expr/expr.jsonl', import.meta.url)
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
// The file's shape is what vectors/README.md says; the last test checks what is relied on.
const vectors = lines.map((line) => JSON.parse(line) as Vector)

/** The original's answers to each question in the vectors. */
describe('vectors', () => {
  const used = new Set<string>()

  test.each(vectors)('$id ($category)', ({ id, input, output, error }) => {
    used.add(id)
    const answer = answerTo(input)
    if (error === undefined) expect(answer).toEqual({ output: comparable(output ?? null) })
    else expect(answer).toMatchObject({ stage: error.stage })
  })

  test('every line was used', () => {
    expect(lines.length).toBeGreaterThan(1400)
    expect(vectors.filter(({ lang }) => lang !== 'expr')).toEqual([])
    expect(used.size).toBe(lines.length)
  })
})

function answerTo({ expr, env }: Vector['input']): unknown {
  try {
    const decoded = decodeTagged(env) as PlainMap
    return { output: comparable(encodeTagged(run(compile(expr, { env: decoded }), decoded))) }
  } catch (error) {
    if (error instanceof ExprError) return { stage: error.stage, message: error.message }
    throw error
  }
}

/** Floats as numbers to 12 places, and the pairs of maps in one order. */
function comparable(json: Json): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return (json as readonly Json[]).map(comparable)
  const map = json as { readonly [key: string]: Json }
  const [key = '', ...more] = Object.keys(map)
  if (more.length === 0 && key === '$float') return { float: floatOf(String(map[key])) }
  if (more.length === 0 && key === '$map') {
    return { map: (map[key] as readonly Json[]).map((pair) => JSON.stringify(comparable(pair))).sort() }
  }
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, comparable(value)]))
}

function floatOf(text: string): string {
  const number = { NaN: Number.NaN, '+Inf': Infinity, '-Inf': -Infinity }[text] ?? Number(text)
  return Object.is(number, -0) ? '-0' : Number.isFinite(number) ? number.toPrecision(12) : String(number)
}
