import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SjsonError } from './error.ts'
import { remove, set, setRaw } from './set.ts'
import type { SjsonValue } from './encode.ts'

interface Vector {
  readonly id: string
  readonly lang: string
  readonly category: string
  readonly input: Input
  readonly output?: { readonly json: string }
  readonly error?: { readonly stage: 'run' }
}
interface Input {
  readonly op: 'set' | 'setRaw' | 'delete'
  readonly json?: string
  readonly path: string
  readonly value: SjsonValue
  readonly raw: string
}

const file = new URL('../../../vectors/sjson/sjson.jsonl', import.meta.url)
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
// The file's shape is what vectors/README.md says; the last test checks what is relied on.
const vectors = lines.map((line) => JSON.parse(line, (_, value: unknown) => untag(value)) as Vector)

/** The original's answers to each edit in the vectors. */
describe('vectors', () => {
  const used = new Set<string>()

  test.each(vectors)('$id ($category)', ({ id, input, output }) => {
    used.add(id)
    if (output === undefined) expect(() => edit(input)).toThrow(SjsonError)
    else expect(edit(input)).toBe(output.json)
  })

  test('every line was used', () => {
    expect(lines.length).toBeGreaterThan(390)
    expect(vectors.filter(({ lang }) => lang !== 'sjson')).toEqual([])
    expect(vectors.filter(({ output, error }) => (output === undefined) === (error === undefined))).toEqual([])
    expect(used.size).toBe(lines.length)
  })
})

function edit({ op, json, path, value, raw }: Input): string {
  switch (op) {
    case 'set':
      return set(json, path, value)
    case 'setRaw':
      return setRaw(json, path, raw)
    case 'delete':
      return remove(json, path)
    default:
      return op satisfies never
  }
}

/** `{"$int": "42"}` and `{"$bytes": "aGk="}` stand for what JSON cannot write. */
function untag(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$int' in value && typeof value.$int === 'string') return BigInt(value.$int)
  return '$bytes' in value && typeof value.$bytes === 'string' ? Buffer.from(value.$bytes, 'base64') : value
}
