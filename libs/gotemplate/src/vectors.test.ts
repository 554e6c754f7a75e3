import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { GoTemplateError } from './error.ts'
import { nodeWorld } from './node-world.fixture.ts'
import { untag } from './tagged.fixture.ts'
import { execute, parse } from './template.ts'

interface Vector {
  readonly id: string
  readonly lang: string
  readonly category: string
  readonly input: { readonly template: string; readonly data: unknown }
  readonly output?: { readonly text: string }
  readonly error?: { readonly stage: 'compile' | 'run'; readonly message: string }
}

const file = new URL('../../../vectors/gotemplate/gotemplate.jsonl', import.meta.url)
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
// The file's shape is what vectors/README.md says; the last test checks what is relied on.
const vectors = lines.map((line) => JSON.parse(line) as Vector)

function answer({ template, data }: Vector['input']): unknown {
  try {
    return { text: execute(parse(template, { name: 't', world: nodeWorld }), untag(data)) }
  } catch (error) {
    if (error instanceof GoTemplateError) return { stage: error.stage === 'parse' ? 'compile' : 'run' }
    throw error
  }
}

/** The original's answers to each question in the vectors. */
describe('vectors', () => {
  const used = new Set<string>()

  test.each(vectors)('$id ($category)', ({ id, input, output, error }) => {
    used.add(id)
    expect(answer(input)).toEqual(error === undefined ? output : { stage: error.stage })
  })

  test('every line was used', () => {
    expect(lines.length).toBeGreaterThan(1000)
    expect(vectors.filter(({ lang }) => lang !== 'gotemplate')).toEqual([])
    expect(used.size).toBe(lines.length)
  })
})
