/** `npm start`: makes the clone ready and runs the quickstart; what follows `--` goes to `millrace up`. */
import { join } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { SetupError, ensureReady, root } from './setup.mjs'

const say = (line) => process.stderr.write(`${line}\n`)
try {
  const node = await ensureReady({ say })
  const args = [join(root, 'cli', 'src', 'main.ts'), 'up', 'examples/quickstart', ...process.argv.slice(2)]
  process.exitCode = await passThrough(node, args, { cwd: root })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}
