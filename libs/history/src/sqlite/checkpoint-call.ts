/** Where the thread that takes the log in stands. It and the writer share this by its memory. */
export const stands = {
  /** There is nothing to do. */
  resting: 0,
  /** It is asked to take in what the log has, or does so. */
  working: 1,
  /** It has, but for the little that was written meanwhile. */
  done: 2,
  /** It could not. */
  failed: 3,
  /** It is to end. */
  ending: 4,
} as const

/** What the thread is started with. */
export interface CheckpointThreadData {
  readonly file: string
  readonly stand: SharedArrayBuffer
}
