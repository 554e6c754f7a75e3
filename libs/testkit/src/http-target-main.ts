// oxlint-disable node/no-process-env -- this is a main: the one place that reads the environment
import { httpTarget } from './http-target/http-target.ts'

/**
 * The HTTP target as a process of its own. TARGET_PORT (free when absent), TARGET_HISTORY (a file; none when absent),
 * TARGET_KEYS (`honour` or `ignore`), TARGET_BODY_ID (a dotted path). Says `http target on URL` when it listens.
 */
const { TARGET_PORT = '0', TARGET_HISTORY, TARGET_KEYS = 'honour', TARGET_BODY_ID = 'id' } = process.env
const target = await httpTarget({
  port: Number(TARGET_PORT),
  honoursKeys: TARGET_KEYS !== 'ignore',
  bodyId: TARGET_BODY_ID,
  ...(TARGET_HISTORY === undefined ? {} : { historyFile: TARGET_HISTORY }),
  // The history file keeps them; a process that is killed keeps nothing.
  callsMax: 0,
})
process.stdout.write(`http target on ${target.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void target[Symbol.asyncDispose]())
