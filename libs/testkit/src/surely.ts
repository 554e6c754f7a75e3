import { setTimeout as sleep } from 'node:timers/promises'

const retryMs = 200

/** Repeats what a fault may break until it was done; where an answer was lost, `isDone` finds out. */
export async function surely(act: () => Promise<unknown>, isDone: () => Promise<boolean>): Promise<void> {
  for (;;) {
    try {
      await act()
      return
    } catch {
      await sleep(retryMs)
      if (await isDone().catch(() => false)) return
    }
  }
}
