import { parseGoDuration } from '../text/go-duration.ts'

/** How long half-complete joins may wait: for each trigger that is named, and for the others. Milliseconds. */
export interface JoinDeadlines {
  readonly others: number | undefined
  readonly byTrigger: ReadonlyMap<string, number>
}

/** A text that is no deadline. */
export interface DeadlineFault {
  readonly kind: 'fault'
  readonly message: string
}

/**
 * Reads `1h`, `deploy=10m` or `*=1h, deploy=10m, audit=0`: a Go duration for all triggers that join, where `*=` may be
 * left out, and one for each that is named. A named 0 means none.
 */
export function parseJoinDeadlines(text: string): JoinDeadlines | DeadlineFault {
  let others: number | undefined
  const byTrigger = new Map<string, number>()
  for (const entry of text.split(',').map((one) => one.trim())) {
    // A duration has no =, a trigger's name may.
    const split = entry.lastIndexOf('=')
    const named = entry.slice(0, Math.max(split, 0)).trim()
    const trigger = named === '*' ? '' : named
    const duration = parseGoDuration(entry.slice(split + 1).trim())
    if (duration.kind === 'fault') return { kind: 'fault', message: duration.message }
    const mayBeNone = trigger !== ''
    if (duration.ns < 0n || (duration.ns === 0n && !mayBeNone)) return fault('the deadline must be longer than 0')
    if (split === 0) return fault(`there is no trigger before the = of ${entry}`)
    if (trigger === '' ? others !== undefined : byTrigger.has(trigger)) {
      return fault(trigger === '' ? 'more than one deadline for all triggers' : `more than one deadline for ${trigger}`)
    }
    if (trigger === '') others = duration.ms
    else byTrigger.set(trigger, duration.ms)
  }
  return { others, byTrigger }
}

/** The deadline of one trigger's join; undefined: none. Milliseconds. */
export function joinDeadlineOf(deadlines: JoinDeadlines | undefined, trigger: string): number | undefined {
  const ms = deadlines?.byTrigger.get(trigger) ?? deadlines?.others
  return ms === 0 ? undefined : ms
}

function fault(message: string): DeadlineFault {
  return { kind: 'fault', message }
}
