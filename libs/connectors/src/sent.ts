/** What became of a message for an outside system. */
export type Sent =
  /** The system has confirmed it. */
  | { readonly kind: 'sent' }
  /** `begin` said no: nothing was sent. */
  | { readonly kind: 'withdrawn' }
  | {
      readonly kind: 'failed'
      readonly reason: string
      /** `none`: the system refused it, or nothing left this process. `unknown`: it may have been taken. */
      readonly effect: 'none' | 'unknown'
      /** The same message cannot succeed later either. */
      readonly final?: boolean
    }

/** Asked right before the effect; false means that nothing may be sent. */
export type Begin = () => boolean

/** A failure after which it is certain that the system has nothing. */
export function refused(reason: string, final = false): Sent {
  return { kind: 'failed', reason, effect: 'none', ...(final ? { final } : {}) }
}

/** A failure after which nobody knows. */
export function uncertain(reason: string): Sent {
  return { kind: 'failed', reason, effect: 'unknown' }
}

/** The text of whatever was thrown, the code of a system's error first. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reasonOf).join('; ')
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = error.message === '' ? error.name : error.message
  return code === '' || message.includes(code) ? message : `${code}: ${message}`
}
