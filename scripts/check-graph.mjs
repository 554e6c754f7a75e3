/** nx's own view of the workspace: it knows every package, and no chain of dependencies comes back to where it began. */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageFolders } from './packages.mjs'
import { root } from './setup.mjs'

/**
 * Resolves to null, or to what is wrong.
 * @param {(command: string, args: readonly string[]) => Promise<string | null>} tool
 */
export async function checkGraph(tool) {
  const file = join(root, '.nx', 'graph.json')
  mkdirSync(dirname(file), { recursive: true })
  const failed = await tool('nx', ['graph', `--file=${file}`])
  if (failed !== null) return failed
  const { nodes, dependencies } = JSON.parse(readFileSync(file, 'utf8')).graph
  const known = new Set(Object.values(nodes).map(({ data }) => data.root))
  const unknown = packageFolders().filter((folder) => !known.has(folder))
  if (unknown.length > 0) return `nx does not know ${unknown.join(', ')}`
  const cycle = findCycle(
    new Map(Object.entries(dependencies).map(([name, to]) => [name, to.map(({ target }) => target)])),
  )
  return cycle === null ? null : `packages depend on each other in a circle: ${cycle.join(' → ')}`
}

/**
 * The first circle found, its first name repeated at the end; null when there is none.
 * @param {ReadonlyMap<string, readonly string[]>} edges
 */
export function findCycle(edges) {
  const done = new Set()
  const path = []
  const visit = (name) => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return null
    path.push(name)
    for (const next of edges.get(name) ?? []) {
      const cycle = visit(next)
      if (cycle !== null) return cycle
    }
    path.pop()
    done.add(name)
    return null
  }
  for (const name of edges.keys()) {
    const cycle = visit(name)
    if (cycle !== null) return cycle
  }
  return null
}
