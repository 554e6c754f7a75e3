import type { OpenedSource, SourceContext } from './source.ts'
import type { SourceEvents } from './events.ts'
import { setTimeout as sleep } from 'node:timers/promises'

const firstMs = 250
const maxMs = 30_000
/** A source that ran for so long before it broke off is not taken for one that cannot run. Milliseconds. */
const soundMs = 60_000
/** One that broke off is said to run again after this, so that one that breaks off at once is not told to run at each try. Milliseconds. */
const provedMs = 5_000

/**
 * Runs a source for as long as this replica holds it. What breaks it off, settings that cannot be included, makes it begin
 * again after a pause that grows: a missing CRD may be installed, a cluster configured.
 */
export async function runSource(
  open: () => OpenedSource,
  context: Omit<SourceContext, 'tell' | 'interrupted' | 'resumed'>,
  events: SourceEvents,
): Promise<void> {
  const { stop } = context
  events.started()
  for (let failures = 0; !stop.aborted; failures += 1) {
    const startedMs = performance.now()
    let proving: NodeJS.Timeout | undefined
    try {
      const { source, tell } = open()
      if (failures === 0) events.running()
      else proving = setTimeout(() => events.running(), provedMs)
      await source.run({
        ...context,
        tell,
        interrupted: (error) => events.broke(error),
        resumed: () => events.running(),
      })
    } catch (error) {
      if (stop.aborted) break
      events.broke(error)
    } finally {
      clearTimeout(proving)
    }
    if (performance.now() - startedMs > soundMs) failures = 0
    const waitMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 20)) * (0.8 + 0.4 * Math.random())
    await sleep(waitMs, undefined, { signal: stop }).catch(() => {})
  }
  events.ended()
}
