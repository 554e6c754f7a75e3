/** Where things lie in the workspace; written for Node 20, which has no glob. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const skipped = new Set(['node_modules', 'gen', 'dist', 'coverage'])

/** The folder of every package that the root's `workspaces` names, relative to the root. */
export function packageFolders() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return workspaces.flatMap(expand).filter((folder) => existsSync(join(root, folder, 'package.json')))
}

/** Every file below a folder whose name ends so, relative to the root. */
export function filesBelow(folder, suffix) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(path, suffix)
    return entry.name.endsWith(suffix) ? [path] : []
  })
}

/** `libs/*` or a plain folder: the two forms that the root uses. */
function expand(pattern) {
  if (!pattern.endsWith('/*')) return [pattern]
  const parent = pattern.slice(0, -2)
  if (!existsSync(join(root, parent))) return []
  return readdirSync(join(root, parent)).map((name) => join(parent, name))
}
