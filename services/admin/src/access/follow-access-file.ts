import { ServiceError } from '@millrace/service'
import { readFile, stat } from 'node:fs/promises'
import { hashToken } from './file-access.ts'
import { readAccessFile, type AccessUser } from './read-access-file.ts'

/** A change of the file is in force after this at the latest. Milliseconds. */
const lookMs = 2_000
const bytesMax = 1_048_576

/**
 * The users of a file, followed as it changes. Rejects with `config-invalid` where it cannot be read at first; a later
 * version with faults is told to `onFault`, and the one before stays in force.
 */
export async function followAccessFile(
  path: string,
  onFault: (fault: string) => void,
): Promise<() => Promise<readonly AccessUser[]>> {
  let version = await versionOf(path)
  let users = await load(path)
  let lookedAt = performance.now()
  return async () => {
    if (performance.now() - lookedAt < lookMs) return users
    lookedAt = performance.now()
    try {
      const now = await versionOf(path)
      if (now === version) return users
      version = now
      users = await load(path)
    } catch (error) {
      onFault(error instanceof Error ? error.message : String(error))
    }
    return users
  }
}

async function versionOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

async function load(path: string): Promise<readonly AccessUser[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  if (text.length > bytesMax) throw new ServiceError('config-invalid', `the access file ${path} is above 1 MiB`)
  const read = readAccessFile(text, hashToken)
  if (read.kind === 'users') return read.users
  throw new ServiceError('config-invalid', [`the access file ${path} has faults:`, ...read.faults].join('\n  '))
}

const unreadable = (path: string, cause: unknown): ServiceError =>
  new ServiceError('config-invalid', `the access file ${path} cannot be read`, cause)
