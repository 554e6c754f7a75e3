import { dirname } from 'node:path'
import { checkBoundaries } from './boundaries.ts'
import { readWorkspace } from './workspace.ts'

/** Prints every breach of the workspace's boundaries; exit code 1 when there is one. */
const violations = checkBoundaries(readWorkspace(dirname(import.meta.dirname)))
for (const { at, rule, message } of violations) process.stdout.write(`${at} [${rule}] ${message}\n`)
if (violations.length > 0) process.exitCode = 1
