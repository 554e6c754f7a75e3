import type { ServiceImpl } from '@connectrpc/connect'
import type { HistoryService } from '@millrace/protocol/admin'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AdminSubject } from '../subject.ts'
import type { AdminHistory } from './open-history.ts'
import { needHistory } from './search-events.ts'

/** How often a rebuild tells how far it is. Milliseconds. */
const tellMs = 250

/** The projection that searches are answered from. */
export function historyService({ history, stop }: AdminSubject): ServiceImpl<typeof HistoryService> {
  return {
    async status() {
      if (history === undefined) return { driver: '' }
      const { events, duplicates, outcomes, decisions, bytes, oldestUs } = await history.store.stats()
      const streams = history.feed.progress().map(({ stream, seq = 0, lastSeq }) => ({
        stream,
        takenSeq: BigInt(seq),
        lastSeq: BigInt(lastSeq),
      }))
      return {
        driver: history.driver,
        events: BigInt(events),
        duplicates: BigInt(duplicates),
        outcomes: BigInt(outcomes),
        decisions: BigInt(decisions),
        bytes: BigInt(bytes),
        oldestAtUs: BigInt(oldestUs),
        streams,
      }
    },
    async *rebuild(_request, { signal }) {
      const known = needHistory(history)
      await known.feed.rebuild()
      for (;;) {
        const progress = progressOf(known)
        yield progress
        if (progress.finished || signal.aborted || stop.aborted) return
        await sleep(tellMs, undefined, { signal: AbortSignal.any([signal, stop]) }).catch(() => undefined)
      }
    },
  }
}

/** Over all streams, from their first messages to the last that there were when they were looked at. */
function progressOf({ feed }: AdminHistory) {
  let [done, total, isKnown] = [0, 0, true]
  for (const { seq, firstSeq, lastSeq } of feed.progress()) {
    const first = Math.max(0, firstSeq - 1)
    if (seq === undefined) isKnown = false
    done += Math.max(0, (seq ?? 0) - first)
    total += Math.max(0, lastSeq - first)
  }
  return { done: BigInt(Math.min(done, total)), total: BigInt(total), finished: isKnown && done >= total }
}
