import { findServer } from './find-server.ts'

/** Has both servers at hand before anything needs them, and says which were taken: run by the test and CI scripts. */
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const results = await Promise.allSettled([
  findServer('nats-server', { env: process.env, say }),
  findServer('redis-server', { env: process.env, say }),
])
for (const result of results) {
  if (result.status === 'fulfilled') continue
  say(result.reason instanceof Error ? result.reason.message : String(result.reason))
  process.exitCode = 1
}
