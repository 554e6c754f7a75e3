/**
 * `npm run all`: what CI does. Runs every check, prints a table, and ends with 1 if any failed. Names of checks as arguments
 * run only those: `node scripts/all.mjs lint types`.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { checkBreaking } from './check-breaking.mjs'
import { checkGenerated } from './check-generated.mjs'
import { checkGraph } from './check-graph.mjs'
import { passThrough } from './pass-through.mjs'
import { SetupError, ensureReady, root, toolEnv } from './setup.mjs'

const say = (line) => process.stdout.write(`${line}\n`)
const boundaries = ['node', join('scripts', 'boundaries-main.ts')]

/** In the order of how soon they tell; each resolves to what it has to say when it failed, or to null. */
const checks = {
  generated: { title: 'protos are sound, generated code is current', run: () => checkGenerated(tool) },
  breaking: { title: 'protos break nobody who knows the last ones', run: () => checkBreaking(tool, say) },
  format: { title: 'oxfmt --check', run: () => tool('oxfmt', ['--check']) },
  lint: { title: 'oxlint --type-aware', run: () => tool('oxlint', ['--type-aware']) },
  types: { title: 'tsc', run: () => tool('tsc', ['-p', 'tsconfig.json']) },
  boundaries: {
    title: 'layers, exports, declared imports, file length',
    run: () => tool(boundaries[0], boundaries.slice(1)),
  },
  graph: { title: 'nx: every package known, no cycle', run: () => checkGraph(tool) },
  tests: { title: 'vitest', run: () => script('test.mjs') },
}

try {
  await ensureReady({ say })
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !Object.hasOwn(checks, name))
  if (unknown.length > 0)
    throw new SetupError(`no such check: ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}`)
  const rows = []
  for (const name of wanted.length === 0 ? Object.keys(checks) : wanted) rows.push(await timed(name))
  summarise(rows)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}

async function timed(name) {
  say(`── ${name}: ${checks[name].title}`)
  const startedMs = performance.now()
  const failure = await checks[name].run()
  if (failure !== null && failure !== '') say(failure)
  return { name, failed: failure !== null, seconds: ((performance.now() - startedMs) / 1000).toFixed(1) }
}

function summarise(rows) {
  say('')
  for (const { name, failed, seconds } of rows)
    say(`${name.padEnd(12)} ${failed ? 'FAILED' : 'ok    '} ${seconds.padStart(8)} s`)
  const failed = rows.filter((row) => row.failed).length
  say(`${rows.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

/** A tool of node_modules, silent unless it fails. */
function tool(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: toolEnv(), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve(`${command} could not be run: ${error.message}`))
    child.once('close', (code) => resolve(code === 0 ? null : output.trim() || `${command} ended with ${code}`))
  })
}

/** A script that shows its own progress. */
async function script(name, args = []) {
  const code = await passThrough(process.execPath, [join(root, 'scripts', name), ...args], { cwd: root })
  return code === 0 ? null : ''
}
