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
const turnsMax = 6
const figures: { readonly name: string; readonly ms: number }[] = []

/** How long a run takes, in CPU time: others may be busy too. */
function runOnce(run: (data: string) => unknown): number {
  const begun = process.threadCpuUsage()
  try {
    run('{"a":1}')
  } catch (error) {
    if (!(error instanceof LuaError)) throw error
  }
  const { user, system } = process.threadCpuUsage(begun)
  return (user + system) / 1_000
}

/** The shortest of some runs: what else the machine does makes them longer, and nothing makes them shorter. */
function leastMs(script: string, enoughMs: number): number {
  const run = compileTransform(script, { now: () => 1.7e12, random: () => 0.5 })
  let least = Infinity
  for (let turn = 0; turn < turnsMax && least > enoughMs; turn += 1) least = Math.min(least, runOnce(run))
  return least
}

const [, honest = ''] = hostile.find(([name]) => name === 'fib') ?? []
const yardMs = Math.max(...Array.from({ length: 3 }, () => leastMs(honest, 0)))

afterAll(() => {
  const [longest] = figures.toSorted((a, b) => b.ms - a.ms)
  process.stdout.write(
    `lua: an honest program ends after ${yardMs.toFixed(1)} ms; of ${figures.length} hostile ones "${longest?.name}" takes longest, ` +
      `${longest?.ms.toFixed(1)} ms\n`,
  )
})

test.each(hostile)('%s', (name, script) => {
  const ms = leastMs(script, yardMs * factorMax)
  figures.push({ name, ms })
  expect(ms / yardMs).toBeLessThanOrEqual(factorMax)
})
