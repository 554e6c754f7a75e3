import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { valueBytesMax } from './bounds.ts'
import { SecretError } from './secret-error.ts'
import { describe, type Address, type Kind } from './selector.ts'
import type { Source } from './source.ts'

/**
 * A folder as Kubernetes mounts it: `<folder>/<name>/<key>`. It has no namespaces: what is mounted serves all.
 * The file is opened anew for each look-up, so the swap of links by which Kubernetes rotates is seen.
 */
export function mountedSource(kind: Kind, folder: string): Source {
  return {
    async lookup(address) {
      if (address.kind !== kind) return { kind: 'no-object' }
      const object = join(folder, address.name)
      const value = await read(join(object, address.key), address)
      if (value !== undefined) return { kind: 'found', value }
      return (await isFolder(object)) ? { kind: 'no-key' } : { kind: 'no-object' }
    },
  }
}

async function read(path: string, address: Address): Promise<Buffer | undefined> {
  try {
    await using file = await open(path)
    const facts = await file.stat()
    if (!facts.isFile()) return undefined
    if (facts.size > valueBytesMax) {
      throw new SecretError('value-too-large', `${describe(address)} has ${facts.size} bytes of ${valueBytesMax}`)
    }
    return await file.readFile()
  } catch (error) {
    if (error instanceof SecretError) throw error
    if (isAbsence(error)) return undefined
    throw new SecretError('unreadable', `${describe(address)} cannot be read`, { cause: error })
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
