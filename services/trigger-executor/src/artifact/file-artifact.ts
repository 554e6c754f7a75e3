import { open, realpath } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { ArtifactError, artifactBytesMax, objectOfText, type Artifact } from './artifact.ts'

/**
 * A file below one of the folders. All sensors share the executor's files, so it reads none but those that its operator
 * has named; a link that leads out of them is refused too. A relative path is looked for in each folder.
 */
export function fileArtifact(path: string, folders: readonly string[]): Artifact {
  return {
    read: async () => objectOfText(await readTextFile(path, folders, 'source.file'), `source.file ${path}`),
  }
}

/** The text of such a file. Rejects with `ArtifactError`; `what` is named in it. */
export async function readTextFile(path: string, folders: readonly string[], what: string): Promise<string> {
  if (folders.length === 0) {
    const remedy = 'name the folders that triggers may read in MILLRACE_ARTIFACT_FOLDERS, or use configmap'
    throw new ArtifactError(`${what}: no folder is open to triggers: ${remedy}`, { isFinal: true })
  }
  for (const folder of folders) {
    const found = await within(folder, isAbsolute(path) ? path : join(folder, path))
    if (found !== undefined) return textOf(found, what)
  }
  throw new ArtifactError(`${what}: ${JSON.stringify(path)} is in none of the folders open to triggers`)
}

/** The file's own path where it is there and below the folder. */
async function within(folder: string, path: string): Promise<string | undefined> {
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(path)])
    return file.startsWith(root.endsWith(sep) ? root : `${root}${sep}`) ? file : undefined
  } catch {
    return undefined
  }
}

async function textOf(path: string, what: string): Promise<string> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    if (size > artifactBytesMax) throw new ArtifactError(`${what}: more than ${artifactBytesMax} bytes`)
    return (await file.readFile()).toString('utf8')
  } catch (cause) {
    if (cause instanceof ArtifactError) throw cause
    throw new ArtifactError(`${what}: ${JSON.stringify(path)} cannot be read`, { cause })
  }
}
