/**
 * `node scripts/kube.mjs build [SECONDS]`: has a kube-apiserver in the user's cache, built from its Go module.
 * `node scripts/kube.mjs rest SECONDS`: for CI, after `npm test`: where that found none, builds one and runs the tests that
 * need it, all within SECONDS. Its last line counts.
 */
import { join } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { closingLine, runVitest } from './run-vitest.mjs'
import { ensureReady, root, toolEnv } from './setup.mjs'

/** A build needs this much to be worth beginning, and the tests this much after it. */
const buildMinSeconds = 300
const testsMaxSeconds = 240

const say = (line) => process.stdout.write(`${line}\n`)
const [what, seconds = ''] = process.argv.slice(2)
const node = await ensureReady({ say })
const main = (...args) =>
  passThrough(node, [join(root, 'libs/testkit/src/kube/build-main.ts'), ...args], { cwd: root, env: toolEnv() })

if (what === 'build') process.exitCode = await main('build', seconds)
else if (what === 'rest') say(closingLine(await rest(Number(seconds))))
else {
  say('say build or rest')
  process.exitCode = 2
}

async function rest(secondsMax) {
  const none = { passed: 0, failed: 0, skipped: 0 }
  // The tests have run with the others.
  if ((await main('look')) === 0) return none
  const buildSeconds = Math.floor(secondsMax - testsMaxSeconds)
  if (buildSeconds < buildMinSeconds) {
    say(
      `SKIPPED: tests on a real kube-apiserver: ${buildSeconds} s are left to build it, ${buildMinSeconds} are needed`,
    )
    return none
  }
  if ((await main('build', String(buildSeconds))) !== 0) {
    say('SKIPPED: tests on a real kube-apiserver: see above')
    return none
  }
  const counts = await runVitest(node, ['--project', 'kube'])
  if (counts.failed > 0) process.exitCode = 1
  return counts
}
