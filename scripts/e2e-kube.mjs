/** `npm run e2e:kube`: makes the clone ready and tells the first example's story on a real kube-apiserver, step by step. */
import { join } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { SetupError, ensureReady, root, toolEnv } from './setup.mjs'

const say = (line) => process.stdout.write(`${line}\n`)
try {
  const node = await ensureReady({ say })
  const args = [join(root, 'faults', 'src', 'kube', 'main.ts'), ...process.argv.slice(2)]
  process.exitCode = await passThrough(node, args, { cwd: root, env: toolEnv() })
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}
