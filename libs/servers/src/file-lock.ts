import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './is-alive.ts'

export interface LockOptions {
  /** Past this the work is done without the lock. */
  readonly waitMaxMs: number
  /** Called once, when another holder makes us wait. */
  readonly onWait?: (holderPid: number) => void
}

const pollMs = 100
/** A lock file without a readable pid this old was left by a crash between creating and writing it. */
const unnamedMaxMs = 5_000

/**
 * Keeps processes from doing the same costly work at the same time. It saves work and nothing else: what needs to be
 * safe is made safe by an atomic rename, so a lock that is broken too early or outwaited costs time, never a wrong file.
 */
export async function withFileLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const held = await acquire(path, options)
  try {
    return await work()
  } finally {
    if (held) await rm(path, { force: true })
  }
}

async function acquire(path: string, { waitMaxMs, onWait }: LockOptions): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true })
  const deadline = Date.now() + waitMaxMs
  let announced = false
  while (!(await create(path))) {
    const holder = await readHolder(path)
    if (holder === 'stale') {
      await rm(path, { force: true })
      continue
    }
    if (Date.now() >= deadline) return false
    if (!announced && holder !== 'unnamed') {
      announced = true
      onWait?.(holder)
    }
    await sleep(pollMs)
  }
  return true
}

async function create(path: string): Promise<boolean> {
  try {
    await using file = await open(path, 'wx')
    await file.writeFile(String(process.pid))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function readHolder(path: string): Promise<number | 'unnamed' | 'stale'> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''))
  if (Number.isInteger(pid) && pid > 0) return isAlive(pid) ? pid : 'stale'
  const madeAtMs = await stat(path).then(
    (found) => found.mtimeMs,
    () => Date.now(),
  )
  return Date.now() - madeAtMs > unnamedMaxMs ? 'stale' : 'unnamed'
}
