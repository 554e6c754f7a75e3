import type { DeliveryHead } from '@millrace/protocol/wire'

/** Recorded events that are replayed together: those of one message that were selected. */
export interface Recorded {
  readonly stream: string
  readonly seq: number
  /** Microseconds since the Unix epoch. */
  readonly acceptedAtUs: number
  /** Those that are meant, with their places in the message. */
  readonly deliveries: readonly { readonly nth: number; readonly delivery: DeliveryHead }[]
  /** Events that were meant and are not on the record any more. */
  readonly gone: number
  /** Where to go on once these are done with. */
  readonly cursor: string
  /** What part of the whole is done then: 0 to 1; undefined: it cannot be told. */
  readonly fraction: number | undefined
}
