/** How long a fault lasts: a time, or a number of calls. */
export type Lasting = { readonly forMs: number } | { readonly forCalls: number }

/** What can be wrong with a target; one at a time, the latest. */
export type TargetFault =
  /** Answers this status; nothing is done. */
  | { readonly kind: 'status'; readonly status: number; readonly lasting: Lasting }
  /** Resets the connection: before anything is done, or after the effect, when the caller cannot know of it. */
  | { readonly kind: 'drop'; readonly when: 'before-effect' | 'after-effect'; readonly lasting: Lasting }
  /** Does its work at once and answers this much later. */
  | { readonly kind: 'delay'; readonly delayMs: number; readonly lasting: Lasting }

/** The fault in force, over time. The clock comes in as an argument. */
export class CurrentFault {
  #fault: TargetFault | null = null
  #sinceMs = 0
  #callsLeft = 0

  set(fault: TargetFault | null, nowMs: number): void {
    this.#fault = fault
    this.#sinceMs = nowMs
    this.#callsLeft = fault !== null && 'forCalls' in fault.lasting ? fault.lasting.forCalls : 0
  }

  /** The fault that this call meets; counts the call. */
  meet(nowMs: number): TargetFault | null {
    const fault = this.#fault
    if (fault === null) return null
    const lasts = 'forMs' in fault.lasting ? nowMs < this.#sinceMs + fault.lasting.forMs : this.#callsLeft-- > 0
    if (!lasts) this.#fault = null
    return lasts ? fault : null
  }
}

/** Reads a fault from JSON; null when it is none. */
export function readFault(value: unknown): TargetFault | null {
  if (!isRecord(value)) return null
  const lasting = readLasting(value['lasting'])
  if (lasting === null) return null
  const { kind, status, when, delayMs } = value
  if (kind === 'status' && typeof status === 'number') return { kind, status, lasting }
  if (kind === 'drop' && (when === 'before-effect' || when === 'after-effect')) return { kind, when, lasting }
  if (kind === 'delay' && typeof delayMs === 'number') return { kind, delayMs, lasting }
  return null
}

function readLasting(value: unknown): Lasting | null {
  if (!isRecord(value)) return null
  const { forMs, forCalls } = value
  if (typeof forMs === 'number') return { forMs }
  return typeof forCalls === 'number' ? { forCalls } : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
