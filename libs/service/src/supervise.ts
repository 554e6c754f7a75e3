import type { Logger } from '@millrace/telemetry'
import { ServiceError } from './errors.ts'
import { createLife } from './life.ts'
import type { Life, OwnedLife } from './life.ts'
import type { Running } from './running.ts'

/** Starts a service. It looks at no signal and no environment; it ends its loops when `stop` aborts. */
export type Start = (stop: AbortSignal, life: Life) => Promise<Running>

/** How a service ended. */
export type Ended = { readonly kind: 'drained' } | { readonly kind: 'failed'; readonly error: unknown }

/** A service under supervision: `ended` never rejects. */
export interface Supervised {
  readonly life: Life
  readonly ended: Promise<Ended>
}

/** Bound on draining unless another is given: below the 30 s after which Kubernetes kills. */
export const drainMaxMsDefault = 25_000

/**
 * Takes one service from start to end: start → running → asked to stop → `done` → disposed of. Touches neither
 * signals nor the process, so many services can live in one. Past `drainMaxMs` it is given up as failed.
 */
export function supervise(start: Start, log: Logger, drainMaxMs: number = drainMaxMsDefault): Supervised {
  const life = createLife()
  const faults: unknown[] = []
  const fault = (error: unknown, input: 'fault' | 'ended' | 'overdue'): void => {
    faults.push(error)
    // Told before the disposal, which may take a while: the health check turns at once.
    life.move(input)
    log.error('The service failed', { error })
  }
  const overdue = drainTimer(life, drainMaxMs)
  const ended = Promise.race([overdue.passed, lifetime(start, life, fault)])
    .catch((error: unknown) => fault(error, isOverdue(error) ? 'overdue' : 'fault'))
    .then((): Ended => {
      overdue.clear()
      if (faults.length > 0) return { kind: 'failed', error: faults[0] }
      life.move('released')
      return { kind: 'drained' }
    })
  return { life, ended }
}

async function lifetime(start: Start, life: OwnedLife, fault: (error: unknown, input: 'fault' | 'ended') => void) {
  const running = await begin(start, life)
  if (running === undefined) return
  try {
    await running.done
    if (!life.stop.aborted)
      fault(new ServiceError('ended-unasked', 'the loops ended though nobody asked; start the service again'), 'ended')
  } catch (error) {
    fault(error, 'fault')
  }
  await running[Symbol.asyncDispose]()
}

/** Undefined when the service was asked to stop before it had started, and heeded that. */
async function begin(start: Start, life: OwnedLife): Promise<Running | undefined> {
  try {
    const running = await start(life.stop, life)
    life.move('started')
    return running
  } catch (error) {
    if (life.stop.aborted && isAbort(error)) return undefined
    throw error
  }
}

function drainTimer(life: Life, drainMaxMs: number) {
  const { promise, reject } = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  life.stop.addEventListener('abort', () => {
    // Keeps the process alive on purpose: a drain that hangs on nothing shall end as overdue, not in silence.
    timer = setTimeout(
      () => reject(new ServiceError('drain-overdue', `not drained within ${drainMaxMs} ms; what hangs is cut off`)),
      drainMaxMs,
    )
  })
  return { passed: promise, clear: () => clearTimeout(timer) }
}

const isOverdue = (error: unknown): boolean => error instanceof ServiceError && error.code === 'drain-overdue'
const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'
