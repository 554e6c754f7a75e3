/** Runs vitest and counts, for scripts that must tell the outcome in one line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { root, toolEnv } from './setup.mjs'

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runVitest(node, args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-vitest-'))
  const report = join(folder, 'report.json')
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const options = { cwd: root, env: { ...toolEnv(), ...env } }
    const code = await passThrough(node, [vitest, 'run', ...reporters, ...args], options)
    return withCode(countReport(report), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The closing line that people and CI read. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** A file that could not even be loaded has no tests to count: it counts as one that failed. */
function countReport(path) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of readReport(path).testResults ?? []) {
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1
      else if (status === 'failed') counts.failed += 1
      else counts.skipped += 1
    }
    const hasFailed = file.assertionResults.some(({ status }) => status === 'failed')
    if (file.status === 'failed' && !hasFailed) counts.failed += 1
  }
  return counts
}

/** An error outside of any test fails the run, so it must show in the count. */
function withCode(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return {}
  }
}
