import { setTimeout as sleep } from 'node:timers/promises'

export interface EventuallyOptions {
  /** The check must have passed by then; a generous bound, as a test's machine may be busy. */
  readonly withinMs?: number
  readonly everyMs?: number
}

/**
 * Repeats a check until it passes, and answers what it returned: for states that are reached, not timed. A check fails
 * by throwing (an `expect` will do) or by returning false; past the bound its last failure is thrown.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = 20_000, everyMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const failure = await attempt(check)
    if (failure.kind === 'passed') return failure.value
    if (performance.now() >= deadline) throw notWithin(withinMs, failure.error)
    await sleep(everyMs)
  }
}

type Attempt<T> = { readonly kind: 'passed'; readonly value: T } | { readonly kind: 'failed'; readonly error: unknown }

async function attempt<T>(check: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    const value = await check()
    return value === false
      ? { kind: 'failed', error: new Error('the check returned false') }
      : { kind: 'passed', value }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

function notWithin(withinMs: number, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Error(`not within ${withinMs} ms: ${reason}`, { cause })
}
