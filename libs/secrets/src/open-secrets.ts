import { cachedValuesMax } from './bounds.ts'
import { ManifestFolder } from './manifest-folder.ts'
import { mountedSource } from './mounted-source.ts'
import { SecretError } from './secret-error.ts'
import { checkAddress, describe, type Address, type Kind, type Selector } from './selector.ts'
import type { Source } from './source.ts'

/** Where the values are. The first place that has a value gives it, in the order of these fields. */
export interface SecretOptions {
  /** Folders with mounted Secrets: `<folder>/<secret>/<key>`. They serve every namespace. */
  readonly secretFolders?: readonly string[]
  /** Folders with mounted ConfigMaps: `<folder>/<config map>/<key>`. They serve every namespace. */
  readonly configMapFolders?: readonly string[]
  /** A folder of manifests, of which the `kind: Secret` and `kind: ConfigMap` are read. */
  readonly manifestsFolder?: string
  /** More such folders, and single files. */
  readonly moreManifests?: readonly string[]
  /** Namespace of manifests that name none. Default `default`. */
  readonly namespaceDefault?: string
  /** Further places, asked last. */
  readonly more?: readonly Source[]
  /** How long a value is taken for true without another look. Milliseconds, default 1000. */
  readonly cacheMs?: number
  /** A clock that never goes back. Milliseconds. */
  readonly now?: () => number
  /** Told about a manifest file that cannot be used; the reason holds none of its text. */
  readonly onProblem?: (file: string, reason: string) => void
}

/** Reads values by namespace and selector. Buffers are shared: do not change them. */
export interface SecretReader {
  /** A value of a Secret, one trailing newline cut. Rejects with SecretError. */
  secret(namespace: string, selector: Selector): Promise<Buffer>
  /** A value of a ConfigMap, one trailing newline cut. Rejects with SecretError. */
  configMap(namespace: string, selector: Selector): Promise<Buffer>
  /** All values of a Secret by their keys, as they are; undefined where no place that can tell has it. */
  entries(namespace: string, name: string): Promise<ReadonlyMap<string, Buffer> | undefined>
}

const cacheMsDefault = 1_000

/** Reads Secrets and ConfigMaps from folders, and from whatever else is given. A rotated value is seen within `cacheMs`. */
export function openSecrets(options: SecretOptions): SecretReader {
  const now = options.now ?? (() => performance.now())
  const places = sources(options, now)
  const cache = new ValueCache(places, options.cacheMs ?? cacheMsDefault, now)
  const read =
    (kind: Kind) =>
    (namespace: string, { name, key }: Selector): Promise<Buffer> =>
      cache.read({ kind, namespace, name, key })
  return {
    secret: read('Secret'),
    configMap: read('ConfigMap'),
    async entries(namespace, name) {
      checkAddress({ kind: 'Secret', namespace, name, key: 'any' })
      for (const place of places) {
        const found = await place.entries?.(namespace, name)
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

function sources(options: SecretOptions, now: () => number): readonly Source[] {
  const all: Source[] = []
  for (const folder of options.secretFolders ?? []) all.push(mountedSource('Secret', folder))
  for (const folder of options.configMapFolders ?? []) all.push(mountedSource('ConfigMap', folder))
  const { manifestsFolder, moreManifests = [], namespaceDefault = 'default', onProblem = () => {} } = options
  for (const folder of [...(manifestsFolder === undefined ? [] : [manifestsFolder]), ...moreManifests]) {
    all.push(new ManifestFolder({ folder, namespaceDefault, now, onProblem }))
  }
  return [...all, ...(options.more ?? [])]
}

interface Cached {
  readonly value: Promise<Buffer>
  readonly until: number
}

/** Failures are kept as long as values, so that a missing secret costs no more disk than a present one. */
class ValueCache {
  readonly #sources: readonly Source[]
  readonly #cacheMs: number
  readonly #now: () => number
  readonly #cached = new Map<string, Cached>()

  constructor(sources: readonly Source[], cacheMs: number, now: () => number) {
    this.#sources = sources
    this.#cacheMs = cacheMs
    this.#now = now
  }

  read(address: Address): Promise<Buffer> {
    const id = `${address.kind}/${address.namespace}/${address.name}/${address.key}`
    const cached = this.#cached.get(id)
    const now = this.#now()
    if (cached !== undefined && now < cached.until) return cached.value
    const value = this.#find(address)
    // Whoever asked gets the rejection; the cache's own copy must not count as unhandled.
    value.catch(() => {})
    this.#cached.delete(id)
    this.#cached.set(id, { value, until: now + this.#cacheMs })
    if (this.#cached.size > cachedValuesMax) this.#dropOldest()
    return value
  }

  #dropOldest(): void {
    for (const id of this.#cached.keys()) {
      this.#cached.delete(id)
      return
    }
  }

  async #find(address: Address): Promise<Buffer> {
    checkAddress(address)
    let hasObject = false
    for (const source of this.#sources) {
      const lookup = await source.lookup(address)
      if (lookup.kind === 'found') return withoutNewline(lookup.value)
      if (lookup.kind === 'no-key') hasObject = true
    }
    const code = hasObject ? 'key-not-found' : 'object-not-found'
    throw new SecretError(code, `${describe(address)} is nowhere`)
  }
}

/** Argo Events cuts exactly one: editors add one, and a value may mean to end in one. */
function withoutNewline(value: Buffer): Buffer {
  return value.at(-1) === 0x0a ? value.subarray(0, -1) : value
}
