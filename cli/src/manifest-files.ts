import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from './cli-error.ts'

/** Files below the paths at most. */
export const filesMax = 10_000
const endings = /\.(ya?ml|json)$/u

/** The manifest files among and below the paths, sorted. A CliError names a path that is not there. */
export async function manifestFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) throw new CliError(`there is no file or folder ${JSON.stringify(path)}`)
    if (!found.isDirectory()) files.push(path)
    else {
      const names = await readdir(path, { recursive: true })
      for (const name of names) if (endings.test(name) && !name.includes('node_modules')) files.push(join(path, name))
    }
    if (files.length > filesMax)
      throw new CliError(`there are more than ${filesMax} files below ${JSON.stringify(path)}; name a smaller folder`)
  }
  return files.sort()
}
