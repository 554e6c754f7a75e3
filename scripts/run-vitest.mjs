/** Runs vitest and counts, for scripts that must tell the outcome in one line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { passThrough } from './pass-through.mjs'
import { root, toolEnv } from './setup.mjs'

/**
 * Shows vitest's output, and at the end once more what failed: a line each, that begins with `FAILED:`.
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
    const files = readReport(report).testResults ?? []
    for (const line of failures(files)) process.stdout.write(`${line}\n`)
    return withCode(countFiles(files), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The closing line that people and CI read. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** A file that could not even be loaded has no tests to count: it counts as one that failed. */
function countFiles(files) {
  const counts = { passed: 0, failed: failures(files).length, skipped: 0 }
  for (const { status } of files.flatMap((file) => file.assertionResults)) {
    if (status === 'passed') counts.passed += 1
    else if (status !== 'failed') counts.skipped += 1
  }
  return counts
}

/** @returns {readonly string[]} */
function failures(files) {
  return files.flatMap(({ name, status, assertionResults }) => {
    const file = `FAILED: ${relative(root, name)}`
    const failed = assertionResults.filter((one) => one.status === 'failed')
    const tests = failed.map(({ fullName }) => `${file}: ${fullName.replaceAll(/\s+/g, ' ')}`)
    return status === 'failed' && tests.length === 0 ? [file] : tests
  })
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
