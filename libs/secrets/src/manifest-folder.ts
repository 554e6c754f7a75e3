import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { folderDepthMax, manifestBytesMax, manifestFilesMax, scanRestFactor, valueBytesMax } from './bounds.ts'
import { manifestObjects, type ManifestObject } from './manifest-values.ts'
import { SecretError } from './secret-error.ts'
import { describe, type Address } from './selector.ts'
import type { Lookup, Source } from './source.ts'

interface KnownFile {
  /** Changes whenever the file does. */
  readonly stamp: string
  readonly objects: readonly ManifestObject[]
}

/** How to look through a folder of manifests. */
export interface ManifestFolderOptions {
  /** Or a single file. */
  readonly folder: string
  /** Namespace of objects that name none. */
  readonly namespaceDefault: string
  readonly now: () => number
  /** Told about a file that cannot be used, once for each of its versions. */
  readonly onProblem: (file: string, reason: string) => void
}

/**
 * The Secrets and ConfigMaps among the manifests of a folder and its folders. Each look-up looks for changed files first,
 * yet never spends more than a part of the time on it. A file that cannot be parsed keeps what it last said.
 */
export class ManifestFolder implements Source {
  readonly #options: ManifestFolderOptions
  #files = new Map<string, KnownFile>()
  #objects = new Map<string, ManifestObject>()
  #scan: Promise<void> | undefined
  #restsUntil = -Infinity

  constructor(options: ManifestFolderOptions) {
    this.#options = options
  }

  async lookup(address: Address): Promise<Lookup> {
    await this.#look()
    const object = this.#objects.get(identity(address))
    if (object === undefined) return { kind: 'no-object' }
    if (!object.values.has(address.key)) return { kind: 'no-key' }
    const value = object.values.get(address.key)
    if (value === undefined)
      throw new SecretError('value-invalid', `${describe(address)} has a value of the wrong form`)
    if (value.length <= valueBytesMax) return { kind: 'found', value }
    throw new SecretError('value-too-large', `${describe(address)} has ${value.length} bytes of ${valueBytesMax}`)
  }

  /** Values of the wrong form are left out. */
  async entries(namespace: string, name: string): Promise<ReadonlyMap<string, Buffer> | undefined> {
    await this.#look()
    const object = this.#objects.get(identity({ kind: 'Secret', namespace, name }))
    if (object === undefined) return undefined
    return new Map([...object.values].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])))
  }

  async #look(): Promise<void> {
    if (this.#scan === undefined && this.#options.now() >= this.#restsUntil) this.#scan = this.#rescan()
    await this.#scan
  }

  async #rescan(): Promise<void> {
    const begun = this.#options.now()
    try {
      const known = new Map<string, KnownFile>()
      for (const path of await this.#list()) {
        const file = await this.#lookAt(path)
        if (file !== undefined) known.set(path, file)
      }
      this.#files = known
      // Of two objects with one name the later file's counts, as if they were applied in this order.
      this.#objects = new Map(
        [...known.values()].flatMap(({ objects }) => objects.map((each) => [identity(each), each])),
      )
    } finally {
      const ended = this.#options.now()
      this.#restsUntil = ended + (ended - begun) * scanRestFactor
      this.#scan = undefined
    }
  }

  /** Paths of the manifest files, sorted. Links to files are followed, links to folders are not: they could be rings. */
  async #list(): Promise<string[]> {
    const paths: string[] = []
    const visit = async (folder: string, depth: number): Promise<void> => {
      const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        // A folder within may have gone since it was listed; without the folder itself nothing can be said.
        if (depth > 0) return []
        if (!isFileInstead(error)) throw error
        paths.push(folder)
        return []
      })
      for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
        const path = join(folder, entry.name)
        if (entry.isDirectory() && depth < folderDepthMax) await visit(path, depth + 1)
        else if (!entry.isDirectory() && manifestExtensions.has(extname(entry.name))) paths.push(path)
      }
    }
    try {
      await visit(this.#options.folder, 0)
    } catch (cause) {
      throw new SecretError('unreadable', `the folder of manifests ${this.#options.folder} cannot be read`, { cause })
    }
    if (paths.length <= manifestFilesMax) return paths
    this.#options.onProblem(this.#options.folder, `more than ${manifestFilesMax} files: the rest is left out`)
    return paths.slice(0, manifestFilesMax)
  }

  async #lookAt(path: string): Promise<KnownFile | undefined> {
    const before = this.#files.get(path)
    try {
      const { mtimeMs, ctimeMs, size, ino } = await stat(path)
      const stamp = `${mtimeMs} ${ctimeMs} ${size} ${ino}`
      if (before?.stamp === stamp) return before
      const objects = size > manifestBytesMax ? `larger than ${manifestBytesMax} bytes` : await this.#parse(path)
      if (typeof objects !== 'string') return { stamp, objects }
      this.#options.onProblem(path, objects)
      return { stamp, objects: before?.objects ?? [] }
    } catch {
      // Removed between the listing and the look: as if it had not been listed.
      return undefined
    }
  }

  async #parse(path: string): Promise<readonly ManifestObject[] | string> {
    const text = await readFile(path, 'utf8')
    try {
      return manifestObjects(text, this.#options.namespaceDefault)
    } catch (error) {
      // Other errors than our own may quote the text.
      return error instanceof SyntaxError ? error.message : 'not YAML'
    }
  }
}

const manifestExtensions = new Set(['.yaml', '.yml', '.json'])

const identity = ({ kind, namespace, name }: Pick<Address, 'kind' | 'namespace' | 'name'>): string =>
  `${kind}/${namespace}/${name}`

const isFileInstead = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOTDIR'
