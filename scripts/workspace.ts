import { globSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** A source file, its path relative to the workspace's root, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** A workspace package: what its package.json says, and its sources. */
export interface Package {
  readonly name: string
  /** Relative to the root; empty for the root itself. */
  readonly folder: string
  readonly tags: readonly string[]
  /** What it needs to run. */
  readonly dependencies: ReadonlySet<string>
  /** What only its tests need. */
  readonly devDependencies: ReadonlySet<string>
  /** The subpaths that others may import: `.`, `./wire`. */
  readonly exports: readonly string[]
  readonly files: readonly SourceFile[]
}

export interface Workspace {
  readonly root: Package
  readonly packages: readonly Package[]
}

const sourceName = /\.(?:ts|tsx|mts|js|mjs|lua)$/
const skippedFolders = new Set(['node_modules', 'gen', 'dist', 'coverage'])
/** What belongs to no package: the scripts, and the command that starts before anything is installed. */
const rootSources = ['scripts', 'cli/bin'] as const

/** Reads every package that the root's `workspaces` names, and the root with its scripts. */
export function readWorkspace(root: string): Workspace {
  const manifest = readManifest(root, '')
  const folders = stringsIn(manifest['workspaces']).flatMap((pattern) =>
    globSync(`${pattern}/package.json`, { cwd: root }),
  )
  const packages = folders.toSorted().map((path) => {
    const folder = path.split(sep).slice(0, -1).join('/')
    return readPackage(
      root,
      folder,
      sourcesBelow(root, folder).filter(({ path }) => !isRootSource(path)),
    )
  })
  return {
    root: readPackage(
      root,
      '',
      rootSources.flatMap((folder) => sourcesBelow(root, folder)),
    ),
    packages,
  }
}

function isRootSource(path: string): boolean {
  return rootSources.some((folder) => path.startsWith(`${folder}/`))
}

function readPackage(root: string, folder: string, files: readonly SourceFile[]): Package {
  const manifest = readManifest(root, folder)
  const exported = manifest['exports']
  return {
    name: String(manifest['name']),
    folder,
    tags: stringsIn(recordIn(manifest['nx'])['tags']),
    dependencies: new Set(
      ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
        Object.keys(recordIn(manifest[kind])),
      ),
    ),
    devDependencies: new Set(Object.keys(recordIn(manifest['devDependencies']))),
    exports: typeof exported === 'string' ? ['.'] : Object.keys(recordIn(exported)),
    files,
  }
}

function sourcesBelow(root: string, folder: string): readonly SourceFile[] {
  const files: SourceFile[] = []
  for (const entry of listed(join(root, folder))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) files.push(...sourcesBelow(root, path))
    if (entry.isFile() && sourceName.test(entry.name))
      files.push({ path, text: readFileSync(join(root, path), 'utf8') })
  }
  return files
}

function listed(folder: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function readManifest(root: string, folder: string): Record<string, unknown> {
  const path = join(root, folder, 'package.json')
  try {
    return recordIn(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new Error(`${relative(root, path)} cannot be read`, { cause })
  }
}

function recordIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function stringsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
