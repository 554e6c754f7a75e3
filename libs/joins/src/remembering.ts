import type { Schedule } from '@millrace/sensor'

/** A schedule that is asked about the same stretch of time again and again: for each event, in their order. */
export function remembering(schedule: Schedule): Schedule {
  // No instant lies between `from` and `until`, so after the one and up to the other the last one is the same.
  let last: { readonly from: number; readonly until: number } | undefined
  return {
    next: schedule.next,
    previous(beforeMs) {
      if (last !== undefined && last.from < beforeMs && beforeMs <= last.until) return last.from
      const from = schedule.previous(beforeMs)
      if (from === undefined) return undefined
      last = { from, until: schedule.next(from) ?? Infinity }
      return from
    },
  }
}
