import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { stands, type CheckpointThreadData } from './checkpoint-call.ts'

/**
 * A thread that takes the log of changes into the file while the writer writes on: it waits for the disk, so that the
 * writer does not.
 */

/** What was written meanwhile is taken in too, so many times: each takes less than the one before. */
const roundsMax = 3
/** So much is left to the writer: it is soon done. Pages. */
const leftMax = 256

// `CheckpointThread` gives these.
const { file, stand: memory } = workerData as CheckpointThreadData
const stand = new Int32Array(memory)
let database: DatabaseSync | undefined

for (let now = Atomics.load(stand, 0); now !== stands.ending; now = Atomics.load(stand, 0)) {
  if (now !== stands.working) {
    Atomics.wait(stand, 0, now)
    continue
  }
  // Unless it is to end: that stays.
  Atomics.compareExchange(stand, 0, stands.working, takeIn())
  Atomics.notify(stand, 0)
}
database?.close()

function takeIn(): number {
  try {
    database ??= new DatabaseSync(file)
    const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
    for (let round = 0, before = 0; round < roundsMax; round += 1) {
      const { log, checkpointed } = checkpoint.get() ?? {}
      if (Number(log) - before <= leftMax) break
      before = Number(checkpointed)
    }
    return stands.done
  } catch {
    // The writer meets the fault itself, and tells it.
    return stands.failed
  }
}
