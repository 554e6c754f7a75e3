import { setTimeout as sleep } from 'node:timers/promises'

const firstMs = 250
const maxMs = 30_000
const jitter = 0.2

/** Waits before try `attempt` (from 1), longer each time, with some chance so that replicas do not step together. */
export async function backOff(attempt: number, stop: AbortSignal): Promise<void> {
  const base = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 20))
  const waitMs = base * (1 - jitter + 2 * jitter * Math.random())
  await sleep(waitMs, undefined, { signal: stop }).catch(() => {})
}
