import type { MessageBatch } from '../apply.ts'
import type { HistoryFaultCode } from '../history-fault.ts'
import type { HistoryQuery } from '../query.ts'
import type { EventIdentity } from '../rows.ts'
import type { Retention } from '../store.ts'

/** Where the history is, and how it is opened: what the worker is given. */
export interface WorkerSettings {
  /** A file, or a `postgres://` URL. */
  readonly target: string
  readonly dataBytesMax: number
  readonly redactPaths: readonly string[]
  readonly searchMaxMs?: number
  /** The threads of one file share it. */
  readonly gate: SharedArrayBuffer
  /** It only answers questions. */
  readonly isReader: boolean
}

/** What the worker is asked. A batch's bytes are moved to it, not copied. */
export type Call =
  | { readonly kind: 'positions' }
  | { readonly kind: 'apply'; readonly batch: PackedBatch }
  | { readonly kind: 'search'; readonly query: HistoryQuery }
  | { readonly kind: 'ends'; readonly events: readonly EventIdentity[] }
  | { readonly kind: 'stats' }
  | { readonly kind: 'sweep'; readonly retention: Retention; readonly nowUs: number }
  | { readonly kind: 'clear' }
  | { readonly kind: 'end' }

export interface Asked {
  readonly id: number
  readonly call: Call
}

/** What it answers; or, with id 0, that the database was damaged and has been made anew. */
export type Answered =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: { readonly code: HistoryFaultCode; readonly what: string } }

/** A batch whose messages lie behind one another in one block. */
export interface PackedBatch extends Omit<MessageBatch, 'messages'> {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly heads: readonly { readonly seq: number; readonly subject: string; readonly length: number }[]
}

/** Copies the messages into a block of their own: each is a view on a larger one that came from the network. */
export function pack({ messages, ...rest }: MessageBatch): PackedBatch {
  const bytes = new Uint8Array(messages.reduce((sum, { data }) => sum + data.length, 0))
  let at = 0
  for (const { data } of messages) {
    bytes.set(data, at)
    at += data.length
  }
  const heads = messages.map(({ seq, subject, data }) => ({ seq, subject, length: data.length }))
  return { ...rest, bytes, heads }
}

export function unpack({ bytes, heads, ...rest }: PackedBatch): MessageBatch {
  let at = 0
  const messages = heads.map(({ seq, subject, length }) => {
    const data = bytes.subarray(at, at + length)
    at += length
    return { seq, subject, data }
  })
  return { ...rest, messages }
}
