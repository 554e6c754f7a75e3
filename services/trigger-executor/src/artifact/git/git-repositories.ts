import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ArtifactError, artifactBytesMax } from '../artifact.ts'
import { Successive } from '../successive.ts'
import type { GitPlace } from './git-place.ts'
import { runGit, type GitProgram } from './run-git.ts'

/** Reads files of git repositories as they are now. */
export interface GitRepositories extends AsyncDisposable {
  /** The text of a file. Rejects with `ArtifactError`. */
  text(place: GitPlace, path: string): Promise<string>
}

/** Repositories that are kept at most; the one used longest ago goes first. */
const repositoriesMax = 32
/** A repository that has taken in so many fetches is begun anew: what they leave behind is not cleared otherwise. */
const fetchesMax = 500

/**
 * Keeps the last commit of each repository on disk, so that a fetch brings what is new and nothing else. Every read fetches:
 * whoever asks while a fetch is under way shares the next one, so what is read is never older than the question.
 */
export function openGitRepositories(command: string): GitRepositories {
  const kept = new Map<string, Repository>()
  let home: Promise<string> | undefined
  // Without a wait in between, so that none is taken away from who has just found it.
  const repositoryFor = ({ key }: GitPlace, folder: string): Repository => {
    const found = kept.get(key)
    const repository =
      found === undefined || found.isFull ? new Repository({ command, home: folder }, folder, found) : found
    kept.delete(key)
    kept.set(key, repository)
    for (const [oldest, { isBusy }] of kept) {
      if (kept.size <= repositoriesMax) break
      if (!isBusy && oldest !== key) forget(oldest)
    }
    return repository
  }
  const forget = (key: string): void => {
    const repository = kept.get(key)
    kept.delete(key)
    // What cannot be removed now goes with the whole folder.
    repository?.remove().catch(() => {})
  }
  return {
    async text(place, path) {
      home ??= mkdtemp(join(tmpdir(), 'millrace-git-'))
      const folder = await home
      return repositoryFor(place, folder).text(place, path)
    },
    async [Symbol.asyncDispose]() {
      kept.clear()
      if (home !== undefined) await rm(await home, { recursive: true, force: true })
    },
  }
}

let made = 0

/** One bare repository, in a folder of its own with what it needs to be fetched. */
class Repository {
  readonly #program: GitProgram
  readonly #folder: string
  readonly #dir: string
  readonly #before: Repository | undefined
  #ready: Promise<void> | undefined
  #fetches = 0
  #uses = 0
  /** The fetches, by what is fetched. */
  readonly #fetching = new Map<string, Successive<string>>()

  /** `before`: the one that it takes the place of. */
  constructor(program: GitProgram, parent: string, before: Repository | undefined) {
    this.#program = program
    this.#folder = join(parent, String((made += 1)))
    this.#dir = join(this.#folder, 'bare')
    this.#before = before
  }

  get isFull(): boolean {
    return this.#fetches >= fetchesMax && !this.isBusy
  }

  get isBusy(): boolean {
    return this.#uses > 0
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  async text(place: GitPlace, path: string): Promise<string> {
    this.#uses += 1
    try {
      const commit = await this.#commit(place)
      return await this.#file(commit, path)
    } finally {
      this.#uses -= 1
    }
  }

  /** The commit after a fetch that began after this call. */
  #commit(place: GitPlace): Promise<string> {
    const what = JSON.stringify(place.refs)
    const fetching = this.#fetching.get(what) ?? new Successive<string>()
    this.#fetching.set(what, fetching)
    return fetching.ask(() => this.#fetch(place))
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
      try {
        await runGit(this.#program, { args, repository: this.#dir, env: this.#accessTo(place) })
        const found = await runGit(this.#program, { args: ['rev-parse', `${target}^{commit}`], repository: this.#dir })
        return found.toString('utf8').trim()
      } catch (error) {
        fault ??= error
      }
    }
    throw fault
  }

  async #prepare(place: GitPlace): Promise<void> {
    await this.#before?.remove()
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await runGit(this.#program, { args: ['init', '--quiet', '--bare'], repository: this.#dir })
    if (place.sshKey === undefined) return
    const key = place.sshKey.endsWith('\n') ? place.sshKey : `${place.sshKey}\n`
    await writeFile(join(this.#folder, 'key'), key, { mode: 0o600 })
  }

  /** Settings by environment, for no list of processes shows them. */
  #accessTo({ url, basic, sshKey, trustsAnyHost }: GitPlace): Record<string, string> {
    const settings: [name: string, value: string][] = [
      ['gc.auto', '0'],
      ['maintenance.auto', 'false'],
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
    env['GIT_SSH_COMMAND'] = sshCommand(sshKey === undefined ? undefined : join(this.#folder, 'key'), trustsAnyHost)
    return env
  }

  async #file(commit: string, path: string): Promise<string> {
    const name = path.replace(/^\/+/u, '')
    const listed = await runGit(this.#program, {
      args: ['ls-tree', '-z', commit, '--', name],
      repository: this.#dir,
      env: { GIT_LITERAL_PATHSPECS: '1' },
    })
    const entry = /^(?<mode>\d+) blob (?<id>[0-9a-f]+)\t/u.exec(listed.toString('utf8'))?.groups
    if (entry === undefined)
      throw new ArtifactError(`source.git: there is no file ${JSON.stringify(path)} in ${commit}`)
    if (entry['mode'] === '120000')
      throw new ArtifactError(`source.git: ${JSON.stringify(path)} is a link`, { isFinal: true })
    const args = ['cat-file', 'blob', entry['id'] ?? '']
    const bytes = await runGit(this.#program, { args, repository: this.#dir })
    if (bytes.length > artifactBytesMax)
      throw new ArtifactError(`source.git: ${JSON.stringify(path)} has more than ${artifactBytesMax} bytes`)
    return bytes.toString('utf8')
  }
}

/** Credentials go to this origin alone. */
function originOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null || !/^https?:$/u.test(parsed.protocol) ? url : `${parsed.origin}/`
}

function sshCommand(keyFile: string | undefined, trustsAnyHost: boolean): string {
  const options = ['-o BatchMode=yes', '-o User=git', '-o ConnectTimeout=20']
  if (keyFile !== undefined) options.push(`-i '${keyFile}'`, '-o IdentitiesOnly=yes')
  options.push(
    ...(trustsAnyHost
      ? ['-o StrictHostKeyChecking=no', '-o UserKnownHostsFile=/dev/null', '-o LogLevel=ERROR']
      : ['-o StrictHostKeyChecking=yes']),
  )
  return `ssh ${options.join(' ')}`
}
