/**
 * `npm run fuzz [-- --each-ms 2000 --seconds 600 files…]`: the property tests for longer than `npm test` does, then every language on
 * mutated vectors for so many seconds. A failure prints its seed and input. Properties that name their own number of runs keep it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { filesBelow, packageFolders } from './packages.mjs'
import { closingLine, runVitest } from './run-vitest.mjs'
import { passThrough } from './pass-through.mjs'
import { ensureReady, root } from './setup.mjs'

const { values, positionals } = parseArgs({
  options: { 'each-ms': { type: 'string', default: '2000' }, seconds: { type: 'string', default: '600' } },
  allowPositionals: true,
})
const say = (line) => process.stdout.write(`${line}\n`)
const node = await ensureReady({ say })
const files = packageFolders()
  .flatMap((folder) => filesBelow(folder, '.test.ts'))
  .filter((path) => readFileSync(join(root, path), 'utf8').includes("from 'fast-check'"))
  .filter((path) => positionals.length === 0 || positionals.some((part) => path.includes(part)))
if (files.length === 0) {
  say('no property tests')
  say(closingLine({ passed: 0, failed: 0, skipped: 0 }))
} else {
  const preload = pathToFileURL(join(root, 'scripts', 'fuzz-preload.mjs')).href
  const env = { NODE_OPTIONS: `--import=${preload}`, FUZZ_EACH_MS: values['each-ms'] }
  const counts = await runVitest(node, ['--project', 'plain', '--testTimeout', '120000', ...files], env)
  if (positionals.length === 0) {
    const main = join(root, 'cli', 'src', 'fuzz', 'main.ts')
    const code = await passThrough(node, [main, values.seconds], { cwd: root })
    counts[code === 0 ? 'passed' : 'failed'] += 1
  }
  say(closingLine(counts))
  process.exitCode = counts.failed === 0 ? 0 : 1
}
