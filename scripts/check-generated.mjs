/** The protos pass buf's lint, and what is generated from them, from the tables of manifests and for deploy/components is what the repository holds. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow } from './packages.mjs'
import { root } from './setup.mjs'

const generated = [
  { folder: join('libs', 'protocol', 'src', 'gen'), suffix: '.ts' },
  { folder: join('deploy', 'crds'), suffix: '.yaml' },
  { folder: join('docs', 'reference', 'api'), suffix: '.md' },
  { folder: join('deploy', 'components'), suffix: '.yaml' },
  { folder: join('deploy', 'components'), suffix: '.json' },
]
/** Each command with its arguments, as `npm run generate` has them. */
const generators = [
  ['buf', 'generate'],
  ['node', join('libs', 'kube', 'src', 'crds', 'main.ts')],
  ['node', join('deploy', 'src', 'generate-main.ts')],
]

/**
 * Resolves to null, or to what is wrong. What was stale is current afterwards: it only needs to be committed.
 * @param {(command: string, args: readonly string[]) => Promise<string | null>} tool
 */
export async function checkGenerated(tool) {
  const lint = await tool('buf', ['lint'])
  if (lint !== null) return lint
  const before = fingerprints()
  for (const [command, ...args] of generators) {
    const failed = await tool(command, args)
    if (failed !== null) return failed
  }
  const after = fingerprints()
  const stale = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
  if (stale.length === 0) return null
  return ['generated code was stale; commit what has just been written:', ...stale].join('\n')
}

function fingerprints() {
  const digest = (path) =>
    createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex')
  const paths = generated.flatMap(({ folder, suffix }) => filesBelow(folder, suffix))
  return new Map(paths.map((path) => [path, digest(path)]))
}
