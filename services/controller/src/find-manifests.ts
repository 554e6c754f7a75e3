import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileProblem, type FileProblem } from './file-problem.ts'

/** A manifest file, and what tells that its content changed. */
export interface FoundFile {
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
  /** Another one when the content is another one. */
  readonly version: string
}

/** What a look through the folders found. */
export interface Found {
  /** In order of path. */
  readonly files: readonly FoundFile[]
  /** Every folder that was looked through: what to watch. */
  readonly folders: readonly string[]
  readonly problems: readonly FileProblem[]
  /** False when files may be there that were not found: nothing may be taken for removed then. */
  readonly isWhole: boolean
}

export interface FindBounds {
  readonly filesMax: number
}

/** How deep folders may contain folders; a link that leads back into its own folder ends here. */
const depthMax = 12
const foldersMax = 2_000
const extensions = new Set(['.yaml', '.yml', '.json'])

/**
 * Finds the manifests under the paths: files as they are named; folders with all `*.yaml`, `*.yml` and `*.json` in them,
 * but for `node_modules` and names that begin with a dot. Links are followed, as mounted ConfigMaps are made of them.
 */
export async function findManifests(paths: readonly string[], { filesMax }: FindBounds): Promise<Found> {
  const search = new Search(filesMax)
  for (const path of paths) await search.add(path)
  return search.found()
}

class Search {
  readonly #filesMax: number
  readonly #files = new Map<string, FoundFile>()
  readonly #folders = new Set<string>()
  readonly #problems: FileProblem[] = []
  #isWhole = true

  constructor(filesMax: number) {
    this.#filesMax = filesMax
  }

  async add(path: string): Promise<void> {
    await this.#visit(path, 0, true)
  }

  found(): Found {
    const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    return { files, folders: [...this.#folders], problems: this.#problems, isWhole: this.#isWhole }
  }

  async #visit(path: string, depth: number, isNamed: boolean): Promise<void> {
    const info = await stat(path, { bigint: true }).catch((error: unknown) => this.#missed(path, error, isNamed))
    if (info === undefined) return
    if (info.isDirectory()) return this.#visitFolder(path, depth)
    if (!info.isFile() || !(isNamed || extensions.has(extname(path)))) return
    if (this.#files.size >= this.#filesMax && !this.#files.has(path)) {
      return this.#stopped(path, `there are more than ${this.#filesMax} manifest files; the rest is not read`)
    }
    const version = `${info.size} ${info.mtimeNs} ${info.ino}`
    this.#files.set(path, { path, version, bytes: Number(info.size), modifiedMs: Number(info.mtimeMs) })
  }

  async #visitFolder(path: string, depth: number): Promise<void> {
    if (this.#folders.has(path)) return
    if (depth > depthMax) return this.#stopped(path, `folders are read ${depthMax} deep; this one is not`)
    if (this.#folders.size >= foldersMax) {
      return this.#stopped(path, `there are more than ${foldersMax} folders; the rest is not read`)
    }
    this.#folders.add(path)
    const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) =>
      this.#missed(path, error, true),
    )
    for (const entry of entries ?? []) {
      if (isOurs(entry)) await this.#visit(join(path, entry.name), depth + 1, false)
    }
  }

  /** What a folder listed and is gone now was just removed; everything else might come back. */
  #missed(path: string, error: unknown, isNamed: boolean): undefined {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOENT' && !isNamed) return
    this.#stopped(path, code === 'ENOENT' ? 'there is no such file or folder' : `cannot be read (${code})`)
  }

  #stopped(path: string, message: string): void {
    this.#isWhole = false
    const isTold = this.#problems.some((problem) => problem.message === message)
    if (!isTold) this.#problems.push(fileProblem(path, message))
  }
}

function isOurs(entry: Dirent): boolean {
  if (entry.name.startsWith('.') || entry.name === 'node_modules') return false
  return entry.isDirectory() || entry.isSymbolicLink() || extensions.has(extname(entry.name))
}
