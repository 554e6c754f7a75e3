#!/usr/bin/env node
/** The `millrace` command for any Node from 20 on: makes the clone ready, silently when it is, and runs the CLI with its own Node. */
import { passThrough } from '../../scripts/pass-through.mjs'
import { SetupError, ensureReady } from '../../scripts/setup.mjs'
import { fileURLToPath } from 'node:url'

const say = (line) => process.stderr.write(`${line}\n`)
try {
  const node = await ensureReady({ say })
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  process.exitCode = await passThrough(node, [main, ...process.argv.slice(2)])
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = 1
}
