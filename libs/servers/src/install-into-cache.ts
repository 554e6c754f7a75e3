import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Checked } from './check-binary.ts'
import { checkBinary } from './check-binary.ts'
import type { Env } from './env.ts'
import { isAlive } from './is-alive.ts'
import { cachedBinary } from './server-cache.ts'
import type { ServerKind } from './server-kind.ts'

export type Built =
  | { readonly kind: 'built'; readonly binary: string }
  | { readonly kind: 'failed'; readonly reason: string }

export interface InstallOptions {
  readonly cache: string
  readonly env: Env
  /** Puts a binary somewhere below the given empty folder, which is removed afterwards. */
  readonly build: (folder: string) => Promise<Built>
}

const workFolder = '.installing-'

/**
 * Builds in a folder beside the target, checks what came out, and renames it into place. So the cache holds whole and
 * checked servers or none, whatever dies when, and two processes that install at once both end with a good one.
 */
export async function installIntoCache(kind: ServerKind, { cache, env, build }: InstallOptions): Promise<Checked> {
  await mkdir(cache, { recursive: true, mode: 0o700 })
  await sweep(cache)
  const folder = await mkdtemp(join(cache, `${workFolder}${process.pid}-`))
  try {
    const built = await build(folder)
    if (built.kind === 'failed') return { kind: 'refused', path: folder, reason: built.reason }
    const checked = await checkBinary(kind, built.binary, env)
    if (checked.kind === 'refused') return checked
    const parcel = join(folder, 'parcel')
    await mkdir(parcel)
    await rename(built.binary, join(parcel, kind))
    await chmod(join(parcel, kind), 0o755)
    const path = cachedBinary(cache, kind, checked.version)
    await moveInto(parcel, dirname(path), folder)
    return { ...checked, path }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A folder that is there already is another process's, or a broken one that the search refused: either way ours may take its place. */
async function moveInto(parcel: string, target: string, folder: string): Promise<void> {
  await rename(target, join(folder, 'replaced')).catch(() => undefined)
  try {
    await rename(parcel, target)
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')
    // Another process moved its own in between our two renames; it passed the same checks as ours.
    if (!taken) throw error
  }
}

/** Removes what processes that died while installing have left. */
async function sweep(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(workFolder)) continue
    const pid = Number.parseInt(name.slice(workFolder.length), 10)
    if (!isAlive(pid)) await rm(join(cache, name), { recursive: true, force: true })
  }
}
