/** `npm run conformance`: makes the clone ready, answers every vector and writes docs/conformance.md. */
import { join } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { SetupError, ensureReady, root, toolEnv } from './setup.mjs'

const say = (line) => process.stdout.write(`${line}\n`)
try {
  const node = await ensureReady({ say })
  const main = join(root, 'cli', 'src', 'conformance', 'main.ts')
  process.exitCode = await passThrough(node, [main], { cwd: root, env: toolEnv() })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}
