/** What a call did to the target: a first effect, a repeat of one that a key made harmless, or nothing. */
export type Effect = 'applied' | 'repeated' | 'none'

/** One call that reached the target, as it is kept in memory. */
export interface Call {
  /** From 1, in order of arrival, across restarts where there is a history file. */
  readonly seq: number
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly method: string
  readonly path: string
  /** The `Idempotency-Key`. */
  readonly key: string | null
  /** The id found in the JSON body, at the configured path. */
  readonly bodyId: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly effect: Effect
  /** What was answered; null when the connection was dropped instead. */
  readonly status: number | null
}

/** A call as one line of the history file: the body is left out, and so is what authenticates. */
export type HistoryLine = Omit<Call, 'body'> & { readonly bodyBytes: number }

const withheld = new Set(['authorization', 'cookie', 'proxy-authorization'])

export function historyLine({ body, headers, ...rest }: Call): HistoryLine {
  const kept = Object.entries(headers).map(([name, value]) => [name, withheld.has(name) ? 'withheld' : value])
  const shown: Record<string, string> = Object.fromEntries(kept)
  return { ...rest, headers: shown, bodyBytes: Buffer.byteLength(body) }
}
