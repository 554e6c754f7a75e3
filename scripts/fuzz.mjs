/**
 * Runs the property tests for longer than `npm test` does: `node scripts/fuzz.mjs [--each-ms 2000] [files…]`. A failure
 * prints its seed and the smallest input found. Properties that name their own number of runs keep it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { filesBelow, packageFolders } from './packages.mjs'
import { closingLine, runVitest } from './run-vitest.mjs'
import { ensureReady, root } from './setup.mjs'

const { values, positionals } = parseArgs({
  options: { 'each-ms': { type: 'string', default: '2000' } },
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
  say(closingLine(counts))
  process.exitCode = counts.failed === 0 ? 0 : 1
}
