import { ArtifactError, artifactBytesMax } from '../artifact.ts'

/** Runs git in a repository and gives its output. */
export type GitIn = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Buffer>

/** The text of a file as a commit has it. Rejects with `ArtifactError`. */
export async function fileInCommit(git: GitIn, commit: string, path: string): Promise<string> {
  const name = path.replace(/^\/+/u, '')
  const [entry] = await listed(git, commit, [name])
  if (entry?.type !== 'blob') {
    const submodule = await submoduleAbove(git, commit, name)
    if (submodule === undefined)
      throw new ArtifactError(`source.git: there is no file ${JSON.stringify(path)} in ${commit}`)
    const message = `${JSON.stringify(path)} lies in the submodule ${JSON.stringify(submodule)}, which is not read: name its own repository`
    throw new ArtifactError(`source.git: ${message}`, { isFinal: true })
  }
  if (entry.mode === '120000')
    throw new ArtifactError(`source.git: ${JSON.stringify(path)} is a link`, { isFinal: true })
  if (entry.bytes > artifactBytesMax) {
    const message = `${JSON.stringify(path)} has more than ${artifactBytesMax} bytes`
    throw new ArtifactError(`source.git: ${message}`, { isFinal: true })
  }
  return (await git(['cat-file', 'blob', entry.id])).toString('utf8')
}

interface Entry {
  readonly mode: string
  readonly type: string
  readonly id: string
  /** Of a file; 0 of everything else. */
  readonly bytes: number
  readonly path: string
}

/** What a commit has at these paths. */
async function listed(git: GitIn, commit: string, paths: readonly string[]): Promise<readonly Entry[]> {
  const args = ['ls-tree', '-z', '-l', commit, '--', ...paths]
  const text = (await git(args, { GIT_LITERAL_PATHSPECS: '1' })).toString('utf8')
  return text.split('\0').flatMap((line) => {
    const [, mode, type, id, bytes, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/su.exec(line) ?? []
    if (mode === undefined || type === undefined || id === undefined || path === undefined) return []
    return [{ mode, type, id, bytes: bytes === '-' ? 0 : Number(bytes), path }]
  })
}

/** The submodule that a path leads into. */
async function submoduleAbove(git: GitIn, commit: string, name: string): Promise<string | undefined> {
  const steps = name.split('/')
  const above = steps.map((_, nth) => steps.slice(0, nth + 1).join('/'))
  const found = await listed(git, commit, above)
  // Of a folder that is named with what is below it, everything is listed.
  return found.find(({ type, path }) => type === 'commit' && name.startsWith(`${path}/`))?.path
}
