import { ErrorReason } from '@millrace/protocol/admin'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { adminFault } from '../rpc/admin-fault.ts'
import type { TryJob, TryResult } from './try-job.ts'

/** MiB of a job's heap. */
const heapMax = 256

/**
 * Does a job in a thread of its own: scripts that are slow, or fill the memory, hold nothing else up, and end with the
 * signal. Rejects with `INVALID_REQUEST` where the thread died of it.
 */
export async function tryInThread(job: TryJob, signal: AbortSignal): Promise<TryResult> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./try-worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: heapMax },
  })
  try {
    // The worker posts one result.
    const [result] = (await once(worker, 'message', { signal })) as [TryResult]
    return result
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    throw adminFault(ErrorReason.INVALID_REQUEST, `the sensor cannot be tried: ${String(cause)}`, { cause })
  } finally {
    await worker.terminate()
  }
}
