import { CostYardstick } from '@millrace/testkit'
import { afterAll, expect, test } from 'vitest'
import { LuaError } from './error.ts'
import { hostile } from './hostile.fixture.ts'
import { compileTransform } from './language.ts'

/**
 * How many times longer than an honest program ("fib", which uses its steps up by calculating) a hostile one may take until its
 * budget ends it. The budget is what keeps the service that runs it answering, so it is measured; in proportion, since
 * machines differ.
 */
const factorMax = 12
const figures: { readonly name: string; readonly ms: number }[] = []

/** A program that ends as it likes, by its budget too. */
function programOf(script: string): () => void {
  const run = compileTransform(script, { now: () => 1.7e12, random: () => 0.5 })
  return () => {
    try {
      run('{"a":1}')
    } catch (error) {
      if (!(error instanceof LuaError)) throw error
    }
  }
}

const [, honest = ''] = hostile.find(([name]) => name === 'fib') ?? []
const yardstick = new CostYardstick(programOf(honest))

afterAll(() => {
  const [longest] = figures.toSorted((a, b) => b.ms - a.ms)
  process.stdout.write(
    `lua: an honest program ends after ${yardstick.yardMs.toFixed(1)} ms; of ${figures.length} hostile ones "${longest?.name}" takes longest, ` +
      `${longest?.ms.toFixed(1)} ms\n`,
  )
})

test.each(hostile)('%s', (name, script) => {
  const { ratio, ms } = yardstick.ratioOf(programOf(script), factorMax)
  figures.push({ name, ms })
  expect(ratio).toBeLessThanOrEqual(factorMax)
})
