import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Env } from './env.ts'
import type { ServerKind } from './server-kind.ts'
import type { Version } from './version.ts'
import { compareVersions, formatVersion, parseVersion } from './version.ts'

/** Where installed servers are kept: `$XDG_CACHE_HOME/millrace/servers`, else `~/.cache/millrace/servers`. */
export function serverCache(env: Env): string {
  const base = env['XDG_CACHE_HOME']
  // The XDG rule: a relative path is to be ignored.
  const cache = base !== undefined && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.cache')
  return join(cache, 'millrace', 'servers')
}

/** `nats-server-2.15.1/nats-server`: the version is in the folder's name, so that versions can live side by side. */
export function cachedBinary(cache: string, kind: ServerKind, version: Version): string {
  return join(cache, `${kind}-${formatVersion(version)}`, kind)
}

/** The binaries that the cache holds for this kind, newest first. */
export async function listCached(cache: string, kind: ServerKind): Promise<readonly string[]> {
  const names = await readdir(cache).catch(() => [])
  return names
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => parseVersion(name))
    .filter((version) => version !== null)
    .toSorted((a, b) => compareVersions(b, a))
    .map((version) => cachedBinary(cache, kind, version))
}
