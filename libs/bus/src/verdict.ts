/** What a consume loop tells the bus about a message. */
export type Verdict =
  /** Done with it for good. */
  | { readonly kind: 'ack' }
  /** Give it to somebody again, after the delay. */
  | { readonly kind: 'retry'; readonly afterMs: number }
  /** Never give it to anybody again: it cannot be read. */
  | { readonly kind: 'reject'; readonly reason: string }

export const ack: Verdict = { kind: 'ack' }
