import type { Redis } from 'ioredis'
import { hash } from 'node:crypto'

/** Puts back what Redis may have forgotten. Bears being repeated, also by several replicas at a time. */
export type Restore = () => Promise<void>

type Args = [keys: number, ...rest: (string | number)[]]

/**
 * A script that a Redis runs only after what it may have lost was restored. Redis keeps scripts in memory alone: one that
 * was started again, or took over as a replica, does not know the script, whoever asks. Only who has restored makes it
 * known, so no replica gets past a restart unseen, and a call costs no more than any other.
 */
export function guardedScript(
  redis: Redis,
  lua: string,
  restore: Restore,
): (...args: Args) => Promise<(string | number)[]> {
  // Installations may share a server, each with a database of its own, and each has its own to restore.
  const text = `${lua}\n-- Known once what database ${redis.options.db ?? 0} may have lost is restored.\n`
  const sha = hash('sha1', text)
  let restoring: Promise<void> | undefined
  return async (...args) => {
    for (;;) {
      try {
        // The reply of every script of ours is a list of these.
        return (await redis.evalsha(sha, ...args)) as (string | number)[]
      } catch (error) {
        if (!isUnknownScript(error)) throw error
      }
      restoring ??= restoreAndLoad(redis, text, restore).finally(() => (restoring = undefined))
      await restoring
    }
  }
}

/** A Redis that is started again while it is restored may have lost some of it again, and is restored once more. */
async function restoreAndLoad(redis: Redis, text: string, restore: Restore): Promise<void> {
  const before = await runIdOf(redis)
  await restore()
  // Run for no keys, and not by SCRIPT LOAD, which servers before Redis 7 write to their append-only file.
  if ((await runIdOf(redis)) === before) await redis.eval(text, 0)
}

/** Another one for each start of a server. */
async function runIdOf(redis: Redis): Promise<string> {
  return /^run_id:(\w+)/mu.exec(await redis.info('server'))?.[1] ?? ''
}

/** Redis tells the kind of an error by its first word. */
function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}
