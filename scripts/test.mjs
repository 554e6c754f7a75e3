/** `npm test`: makes the clone ready, has the servers at hand, runs every test; what follows `--` goes to vitest. The last line counts. */
import { join } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { closingLine, runVitest } from './run-vitest.mjs'
import { SetupError, ensureReady, root, toolEnv } from './setup.mjs'

const say = (line) => process.stdout.write(`${line}\n`)

async function runTests() {
  const node = await ensureReady({ say })
  const servers = join(root, 'libs', 'servers', 'src', 'main.ts')
  if ((await passThrough(node, [servers], { cwd: root, env: toolEnv() })) !== 0) {
    say('The tests need both servers: see above for how to get them.')
    return { passed: 0, failed: 1, skipped: 0 }
  }
  return runVitest(node, process.argv.slice(2))
}

try {
  const counts = await runTests()
  say(closingLine(counts))
  process.exitCode = counts.failed === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  say(closingLine({ passed: 0, failed: 1, skipped: 0 }))
  process.exitCode = 1
}
