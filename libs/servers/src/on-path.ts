import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Env } from './env.ts'

/** Every executable file of this name on PATH, in PATH's order. Relative entries are skipped: they name what lies about, not what is installed. */
export async function onPath(name: string, env: Env): Promise<readonly string[]> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const found: string[] = []
  for (const path of new Set(folders.map((folder) => join(folder, name))))
    if (await isExecutable(path)) found.push(path)
  return found
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
