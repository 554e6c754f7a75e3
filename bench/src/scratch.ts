import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Scratch extends AsyncDisposable {
  readonly path: string
}

const left = new Set<string>()

/** A temporary folder that goes when it is disposed of, or at the latest with this process. */
export async function scratch(name: string): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), `millrace-${name}-`))
  if (left.size === 0) process.on('exit', removeLeft)
  left.add(path)
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 3 })
      left.delete(path)
      if (left.size === 0) process.off('exit', removeLeft)
    },
  }
}

/** Servers that were only just told to end may still write: what they put back is not worth waiting for. */
function removeLeft(): void {
  for (const path of left) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
}
