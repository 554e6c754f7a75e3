import type { ServerProcess } from '@millrace/servers'
import { readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { redisServer } from './server-fixtures.fixture.ts'
import { tempFolder } from './temp-folder.ts'

/** A redis-server that can lose its last writes, as it does where the whole machine dies before they are on the disk. */
export interface ForgetfulRedis extends AsyncDisposable {
  readonly server: ServerProcess
  /** What is written from now on is what a crash loses. */
  remember(): Promise<void>
  /** Kills it, cuts off what was written since, and leaves it down. */
  crash(): Promise<void>
}

/** A redis-server with an append-only file: `await using redis = await forgetfulRedis()`. */
export async function forgetfulRedis(): Promise<ForgetfulRedis> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const server = setup.use(await redisServer({ appendOnly: true, fsync: 'everysec', dir }))
  const owned = setup.move()
  let kept = 0
  return {
    server,
    async remember() {
      kept = (await stat(await logOf(dir))).size
    },
    async crash() {
      await server.kill('SIGKILL')
      await truncate(await logOf(dir), kept)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The file that writes are appended to; it does not change before it is some MiB long. */
async function logOf(dir: string): Promise<string> {
  const files = await readdir(join(dir, 'data'), { recursive: true })
  // A folder of files since Redis 7, one file before.
  const log = files.find((file) => file.endsWith('.incr.aof') || file === 'appendonly.aof')
  if (log === undefined) throw new Error(`no append-only file below ${dir}`)
  return join(dir, 'data', log)
}
