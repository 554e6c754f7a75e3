import type { Value } from '../value/value.ts'

/**
 * What goes wrong in a program, as a program sees it: `try` can catch an `error`, a `break` ends its label, a `halt`
 * ends all. It is no Error: faults are everyday control flow, and a stack trace costs more than the whole event.
 */
export class Fault {
  readonly kind: 'error' | 'break' | 'halt'
  readonly message: string
  /** What `catch` gets in place of the message; undefined for the message itself. */
  readonly payload: Value | undefined
  /** Of a break: which run of which label. */
  readonly label: object | undefined
  /** How many `try`s it has left through their exits: those do not catch it. */
  escapes = 0

  constructor(message: string, kind: 'error' | 'break' | 'halt' = 'error', payload?: Value, label?: object) {
    this.kind = kind
    this.message = message
    this.payload = payload
    this.label = label
  }
}
