/** The protos pass buf's lint, and what buf generates from them is what the repository holds. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow } from './packages.mjs'
import { root } from './setup.mjs'

const generated = join('libs', 'protocol', 'src', 'gen')

/**
 * Resolves to null, or to what is wrong. What was stale is current afterwards: it only needs to be committed.
 * @param {(command: string, args: readonly string[]) => Promise<string | null>} tool
 */
export async function checkGenerated(tool) {
  const lint = await tool('buf', ['lint'])
  if (lint !== null) return lint
  const before = fingerprints()
  const failed = await tool('buf', ['generate'])
  if (failed !== null) return failed
  const after = fingerprints()
  const stale = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
  if (stale.length === 0) return null
  return ['generated code was stale; commit what buf has just written:', ...stale].join('\n')
}

function fingerprints() {
  const digest = (path) =>
    createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex')
  return new Map(filesBelow(generated, '.ts').map((path) => [path, digest(path)]))
}
