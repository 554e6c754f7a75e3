import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import { Re2Error } from './re2-error.ts'

interface Vector {
  readonly id: string
  readonly input: {
    readonly op: string
    readonly pattern: string
    readonly text: string
    readonly repl?: string
    readonly n?: number
  }
  readonly output?: unknown
  readonly error?: { readonly stage: string }
}

const file = new URL('../../../vectors/re2/re2.jsonl', import.meta.url)
const vectors = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector)

function answer({ op, pattern, text, repl = '', n = -1 }: Vector['input']): unknown {
  const regexp = compile(pattern)
  switch (op) {
    case 'match':
      return { match: regexp.test(text) }
    case 'find': {
      const match = regexp.find(text)
      if (match === undefined) return { groups: null }
      return { groups: match.groups.map((group) => group ?? null), names: regexp.groupNames }
    }
    case 'findAll':
      return { all: regexp.findAll(text).map((match) => match.groups[0]) }
    case 'replace':
      return { text: regexp.replace(text, repl) }
    case 'split':
      return { parts: regexp.split(text, n) }
    default:
      throw new Error(`unknown op ${op}`)
  }
}

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(100)
})

test.each(vectors)('$id', (vector) => {
  if (vector.error !== undefined) expect(() => answer(vector.input)).toThrow(Re2Error)
  else expect(answer(vector.input)).toEqual(vector.output)
})
