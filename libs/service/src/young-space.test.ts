import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const module = JSON.stringify(fileURLToPath(new URL('young-space.ts', import.meta.url)))
const mib = 2 ** 20

/** The young space's size in the end, in bytes, of a process that makes much garbage, of which some lives for a while. */
async function sizeAfterWork(bound: string): Promise<number> {
  const script = `
    const { boundYoungSpace, youngSpaceBytes } = await import(${module})
    ${bound}
    const kept = []
    const until = performance.now() + 4_500
    while (performance.now() < until) {
      for (let turn = 0; turn < 200; turn += 1) {
        kept.push(Array.from({ length: 200 }, (_, at) => ({ at })))
        if (kept.length > 500) kept.splice(0, 250)
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    process.stdout.write(String(youngSpaceBytes()))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  return Number(stdout)
}

test('the young space stops where it is told to, and goes beyond that when it is not told', async () => {
  const [bounded, free] = await Promise.all([sizeAfterWork(`boundYoungSpace(${8 * mib})`), sizeAfterWork('')])
  expect(bounded).toBeGreaterThan(2 * mib)
  expect(bounded).toBeLessThanOrEqual(8 * mib)
  expect(free).toBeGreaterThan(8 * mib)
}, 20_000)
