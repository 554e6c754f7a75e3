import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAnswers } from './answers.fixture.ts'
import { LuaError } from './error.ts'
import { compile, run } from './program.ts'
import { Table } from './run/table.ts'
import { findMatches } from './pattern/match.ts'
import { openRuntime } from './lib/open.ts'
import { Thrown } from './run/thrown.ts'

const scripts = readAnswers(new URL('./answers.jsonl', import.meta.url)).map(({ script }) => script)
const pieces = scripts.flatMap((script) => script.split(/(\s+|[(){}[\],;])/)).filter((piece) => piece.trim() !== '')

/** On a machine with much else to do. */
const timeoutMs = 60_000

/** It ends, with values or with an error of ours. */
function endsWell(script: string): void {
  try {
    run(compile(script), new Table(), { steps: 20_000, memoryBytes: 4 << 20, now: () => 0 })
  } catch (error) {
    expect(error).toBeInstanceOf(LuaError)
  }
}

test(
  'any text',
  () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), endsWell), { numRuns: 500 })
  },
  timeoutMs,
)

test(
  'pieces of scripts in any order',
  () => {
    const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((words) => words.join(' '))
    fc.assert(fc.property(soup, endsWell), { numRuns: 1000 })
  },
  timeoutMs,
)

test(
  'scripts with pieces left out, doubled or changed',
  () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...scripts),
        fc.nat(),
        fc.nat({ max: 12 }),
        fc.oneof(fc.constantFrom(...pieces), fc.constant('')),
      )
      .map(([script, from, length, piece]) => {
        const at = from % (script.length + 1)
        return script.slice(0, at) + piece + script.slice(at + length)
      })
    fc.assert(fc.property(mutated, endsWell), { numRuns: 1500 })
  },
  timeoutMs,
)

test(
  'any pattern on any subject',
  () => {
    const unit = fc.constantFrom(...Array.from('ab%.[]()*+-?^$dwb1'))
    const text = fc.string({ unit, maxLength: 16 })
    fc.assert(
      fc.property(text, text, fc.nat({ max: 4 }), (pattern, subject, offset) => {
        const runtime = openRuntime({ steps: 20_000, memoryBytes: 1 << 20 }, {}, undefined)
        try {
          for (const { offsets } of findMatches(runtime, pattern, subject, offset, -1)) {
            const [from = 0, to = 0] = offsets
            expect(from).toBeGreaterThanOrEqual(offset)
            expect(to).toBeGreaterThanOrEqual(from)
            expect(to).toBeLessThanOrEqual(subject.length)
          }
        } catch (error) {
          expect(error instanceof Thrown || (error instanceof Error && error.name === 'Exhausted')).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  },
  timeoutMs,
)
