import { CostYardstick } from '@millrace/testkit'
import { afterAll, expect, test } from 'vitest'
import { hostile } from './hostile.fixture.ts'
import { JqError, compileTransform } from './index.ts'

/**
 * How many times longer than an honest program ("reduce", which uses its steps up by calculating) a hostile one may take until its
 * budget ends it. The budget is what keeps the service that runs it answering, so it is measured; in proportion, since
 * machines differ.
 */
const factorMax = 4
const figures: { readonly name: string; readonly ms: number }[] = []

/** A program that ends as it likes, by its budget too. */
function programOf(script: string): () => void {
  const run = compileTransform(script, { now: () => 1.7e9 })
  return () => {
    try {
      run('{"a":1}')
    } catch (error) {
      if (!(error instanceof JqError)) throw error
    }
  }
}

const [, honest = ''] = hostile.find(([name]) => name === 'reduce') ?? []
const yardstick = new CostYardstick(programOf(honest))

afterAll(() => {
  const [longest] = figures.toSorted((a, b) => b.ms - a.ms)
  process.stdout.write(
    `jq: an honest program ends after ${yardstick.yardMs.toFixed(1)} ms; of ${figures.length} hostile ones "${longest?.name}" takes longest, ` +
      `${longest?.ms.toFixed(1)} ms\n`,
  )
})

test.each(hostile)('%s', (name, script) => {
  const { ratio, ms } = yardstick.ratioOf(programOf(script), factorMax)
  figures.push({ name, ms })
  expect(ratio).toBeLessThanOrEqual(factorMax)
})
