import { ErrorReason } from '@millrace/protocol/admin'
import { adminFault } from './admin-fault.ts'

/**
 * Runs a call under its own deadline besides what its caller says. The signal that it gets is aborted at the earlier of
 * both; one that does not heed it is left to itself. Rejects with `DEADLINE`.
 */
export async function withinDeadline<T>(
  deadlineMs: number,
  caller: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (deadlineMs === 0) return run(caller)
  const over = new AbortController()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const fault = adminFault(ErrorReason.DEADLINE, `this takes longer than ${deadlineMs} ms`)
    reject(fault)
    over.abort(fault)
  }, deadlineMs)
  try {
    return await Promise.race([run(AbortSignal.any([caller, over.signal])), late])
  } finally {
    clearTimeout(timer)
  }
}
