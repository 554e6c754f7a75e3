/**
 * `npm run e2e:api`: calls the running system with grpcurl and grpc-health-probe, and has the Connect conformance runner judge
 * the server that the admin API stands on. The tools are built by Go once, into the user's cache. The last line counts.
 */
import { join } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { closingLine, runVitest } from './run-vitest.mjs'
import { SetupError, ensureReady, root, toolEnv } from './setup.mjs'

const say = (line) => process.stdout.write(`${line}\n`)

try {
  const node = await ensureReady({ say })
  const tools = join(root, 'libs', 'testkit', 'src', 'api-tools', 'build-main.ts')
  const built = await passThrough(node, [tools], { cwd: root, env: toolEnv() })
  const counts = await runVitest(node, [
    '--project',
    'e2e',
    'cli/src/api-tools.e2e.test.ts',
    'services/admin/src/conformance',
  ])
  // What could not be built was skipped, aloud; here it was asked for.
  const failed = counts.failed + (built === 0 ? 0 : 1)
  say(closingLine({ ...counts, failed }))
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  say(closingLine({ passed: 0, failed: 1, skipped: 0 }))
  process.exitCode = 1
}
