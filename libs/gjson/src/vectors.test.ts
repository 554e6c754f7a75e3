import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { get } from './get.ts'
import { toBool, toFloat, toInt, toStr } from './results/convert.ts'
import { toValue } from './results/to-value.ts'
import { isValid } from './text/valid.ts'

interface Vector {
  readonly id: string
  readonly lang: string
  readonly category: string
  readonly input: Input
  readonly output: unknown
}
type Input =
  | { readonly op: 'get'; readonly json: string; readonly path: string }
  | { readonly op: 'valid'; readonly json: string }

const floats: Record<string, number> = { NaN: Number.NaN, '+Inf': Infinity, '-Inf': -Infinity, '-0': -0 }
const file = new URL('../../../vectors/gjson/gjson.jsonl', import.meta.url)
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
// The file's shape is what vectors/README.md says; the last test checks what is relied on.
const vectors = lines.map((line) => JSON.parse(line, (_, value: unknown) => untag(value)) as Vector)

/** The original's answers to each question in the vectors. */
describe('vectors', () => {
  const used = new Set<string>()

  test.each(vectors)('$id ($category)', ({ id, input, output }) => {
    used.add(id)
    expect(answer(input)).toEqual(output)
  })

  test('every line was used', () => {
    expect(lines.length).toBeGreaterThan(600)
    expect(vectors.filter(({ lang }) => lang !== 'gjson')).toEqual([])
    expect(used.size).toBe(lines.length)
  })
})

function answer(input: Input): unknown {
  if (input.op === 'valid') return { valid: isValid(input.json) }
  const found = get(input.json, input.path)
  if (!found.exists) return { exists: false }
  const { type, raw } = found
  const string = toStr(found)
  const bool = toBool(found)
  const float = toFloat(found)
  return { exists: true, type, raw, string, bool, float, int: String(toInt(found)), value: toValue(found) }
}

/** Floats that JSON cannot write stand in the vectors as `{"$float": "…"}`. */
function untag(value: unknown): unknown {
  const tag = typeof value === 'object' && value !== null && '$float' in value ? value.$float : undefined
  return typeof tag === 'string' ? floats[tag] : value
}
