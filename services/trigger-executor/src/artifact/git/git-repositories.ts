import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ArtifactError } from '../artifact.ts'
import { Successive } from '../successive.ts'
import { FetchPlaces } from './fetch-places.ts'
import { fileInCommit } from './file-in-commit.ts'
import type { GitPlace } from './git-place.ts'
import { runGit, type GitProgram } from './run-git.ts'
import { sshCommand } from './ssh-command.ts'

/** Reads files of git repositories as they are now. */
export interface GitRepositories extends AsyncDisposable {
  /** The text of a file. Rejects with `ArtifactError`. */
  text(place: GitPlace, path: string): Promise<string>
}

export interface GitOptions {
  /** The git program. */
  readonly command: string
  /** File with keys of ssh servers, besides those that ssh knows by itself; empty: none. */
  readonly knownHosts: string
  /** Bytes that one fetch may bring, packed. */
  readonly fetchBytesMax: number
}

/** Repositories that are kept at most, and their bytes on disk; the one used longest ago goes first. */
const repositoriesMax = 32
const keptBytesMax = 256 * 2 ** 20
/** A repository that has taken in so many fetches is begun anew: what they leave behind is not cleared otherwise. */
const fetchesMax = 500

/**
 * Keeps the last commit of each reference of a repository on disk, so that a fetch brings what is new and nothing else. Every read fetches:
 * whoever asks while a fetch is under way shares the next one, so what is read is never older than the question.
 */
export function openGitRepositories(options: GitOptions): GitRepositories {
  const kept = new Map<string, Repository>()
  const places = new FetchPlaces()
  let home: Promise<string> | undefined
  // Without a wait in between, so that none is taken away from who has just found it.
  const repositoryFor = ({ key }: GitPlace, folder: string): Repository => {
    const found = kept.get(key)
    const repository =
      found === undefined || found.isFull ? new Repository({ ...options, places }, folder, found) : found
    kept.delete(key)
    kept.set(key, repository)
    return repository
  }
  const tidy = (): void => {
    let bytes = kept.values().reduce((sum, one) => sum + one.bytes, 0)
    for (const [key, repository] of kept) {
      if (kept.size <= repositoriesMax && bytes <= keptBytesMax) break
      if (repository.isBusy) continue
      kept.delete(key)
      bytes -= repository.bytes
      // What cannot be removed now goes with the whole folder.
      repository.remove().catch(() => {})
    }
  }
  return {
    async text(place, path) {
      home ??= mkdtemp(join(tmpdir(), 'millrace-git-'))
      const folder = await home
      try {
        return await repositoryFor(place, folder).text(place, path)
      } finally {
        tidy()
      }
    },
    async [Symbol.asyncDispose]() {
      kept.clear()
      if (home !== undefined) await rm(await home, { recursive: true, force: true })
    },
  }
}

interface RepositoryOptions extends GitOptions {
  readonly places: FetchPlaces
}

let made = 0

/** One bare repository with one commit, in a folder of its own with what it needs to be fetched. */
class Repository {
  readonly #options: RepositoryOptions
  readonly #program: GitProgram
  readonly #folder: string
  readonly #dir: string
  readonly #before: Repository | undefined
  #ready: Promise<void> | undefined
  #fetches = 0
  #uses = 0
  #bytes = 0
  readonly #fetching = new Successive<string>()

  /** `before`: the one that it takes the place of. */
  constructor(options: RepositoryOptions, parent: string, before: Repository | undefined) {
    this.#options = options
    this.#program = { command: options.command, home: parent }
    this.#folder = join(parent, String((made += 1)))
    this.#dir = join(this.#folder, 'bare')
    this.#before = before
  }

  get isFull(): boolean {
    return (this.#fetches >= fetchesMax || this.#bytes > keptBytesMax) && !this.isBusy
  }

  get isBusy(): boolean {
    return this.#uses > 0
  }

  /** What it took on disk after the last fetch. */
  get bytes(): number {
    return this.#bytes
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  async text(place: GitPlace, path: string): Promise<string> {
    this.#uses += 1
    try {
      const commit = await this.#commit(place)
      return await fileInCommit((args, env) => this.#git(args, env), commit, path)
    } finally {
      this.#uses -= 1
    }
  }

  /** The commit after a fetch that began after this call. */
  #commit(place: GitPlace): Promise<string> {
    return this.#fetching.ask(() => this.#options.places.run(() => this.#fetch(place)))
  }

  async #fetch(place: GitPlace): Promise<string> {
    this.#ready ??= this.#prepare(place)
    this.#ready.catch(() => (this.#ready = undefined))
    await this.#ready
    this.#fetches += 1
    let fault: unknown
    for (const ref of place.refs) {
      const target = `refs/millrace/${createHash('sha256').update(ref).digest('hex').slice(0, 16)}`
      const args = ['fetch', '--quiet', '--no-tags', '--depth=1', '--force', '--', place.url, `${ref}:${target}`]
      const fileBytesMax = this.#options.fetchBytesMax
      try {
        await runGit(this.#program, { args, repository: this.#dir, env: this.#accessTo(place), fileBytesMax })
        await this.#settle()
        return (await this.#git(['rev-parse', `${target}^{commit}`])).toString('utf8').trim()
      } catch (error) {
        // What is too large by one name would be so by the next.
        if ((await this.#settle()) >= fileBytesMax) throw tooLarge(fileBytesMax, error)
        fault ??= error
      }
    }
    throw fault
  }

  #git(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Buffer> {
    return runGit(this.#program, { args, repository: this.#dir, env })
  }

  /** Counts what is there, and removes what a fetch that was ended has left: the bytes of the largest such file. */
  async #settle(): Promise<number> {
    const folder = join(this.#dir, 'objects', 'pack')
    let [bytes, left] = [0, 0]
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      const size = (await stat(path).catch(() => undefined))?.size ?? 0
      if (/^tmp_|\.temp$/u.test(name)) {
        left = Math.max(left, size)
        await rm(path, { force: true })
      } else bytes += size
    }
    this.#bytes = bytes
    return left
  }

  async #prepare(place: GitPlace): Promise<void> {
    await this.#before?.remove()
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await runGit(this.#program, { args: ['init', '--quiet', '--bare'], repository: this.#dir })
    if (place.sshKey === undefined) return
    // ssh reads neither a key without its last line's end nor one with those of Windows.
    const key = `${place.sshKey.replaceAll('\r\n', '\n').trimEnd()}\n`
    await writeFile(join(this.#folder, 'key'), key, { mode: 0o600 })
  }

  /** Settings by environment, for no list of processes shows them. */
  #accessTo({ url, basic, sshKey, trustsAnyHost }: GitPlace): Record<string, string> {
    const settings: [name: string, value: string][] = [
      ['gc.auto', '0'],
      ['maintenance.auto', 'false'],
      // Whatever comes is one file, whose size is bounded, and what is large in it is not unpacked in memory.
      ['fetch.unpackLimit', '1'],
      ['core.bigFileThreshold', '1m'],
      ['core.deltaBaseCacheLimit', '16m'],
      ['http.followRedirects', 'initial'],
    ]
    if (basic !== undefined) {
      const credentials = Buffer.from(`${basic.user}:${basic.password}`).toString('base64')
      settings.push([`http.${originOf(url)}.extraHeader`, `Authorization: Basic ${credentials}`])
    }
    const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) }
    for (const [nth, [name, value]] of settings.entries()) {
      env[`GIT_CONFIG_KEY_${nth}`] = name
      env[`GIT_CONFIG_VALUE_${nth}`] = value
    }
    const keyFile = sshKey === undefined ? undefined : join(this.#folder, 'key')
    env['GIT_SSH_COMMAND'] = sshCommand({ keyFile, trustsAnyHost, knownHosts: this.#options.knownHosts })
    return env
  }
}

function tooLarge(fetchBytesMax: number, cause: unknown): ArtifactError {
  const message = `source.git: what is fetched has more than ${fetchBytesMax} bytes, packed (MILLRACE_GIT_FETCH_BYTES_MAX)`
  return new ArtifactError(message, { isFinal: true, cause })
}

/** Credentials go to this origin alone. */
function originOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null || !/^https?:$/u.test(parsed.protocol) ? url : `${parsed.origin}/`
}
