import { tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { report } from './report.ts'
import { runScenario } from './run-scenario.ts'
import { shortScenario } from './scenarios.ts'

test('every acknowledged delivery has its effect once, through kills, a freeze and outages', async () => {
  const seed = Date.now() % 2 ** 31
  await using folder = await tempFolder()
  const run = await runScenario(shortScenario, {
    dir: join(folder.path, 'short'),
    env: process.env,
    seed,
    say: () => {},
  })
  // The seed and what was found, for whoever has to repeat it.
  expect(run.verdict.violations, report([run], seed)).toEqual([])
  expect(run.faults, report([run], seed)).toEqual([])
  // Nothing is proven by a run in which nothing went wrong: repeats arrived, harmless at one target and told at the other.
  const [honouring, ignoring] = run.verdict.targets
  expect(run.verdict.acked).toBeGreaterThan(1_000)
  expect(honouring?.repeats).toBeGreaterThan(0)
  expect(ignoring?.doubled).toBeGreaterThan(0)
})
