/** How things are gathered. */
export interface BatchOptions {
  /** Things in a batch at most; while one is dealt with, no more than that are read ahead. */
  readonly sizeMax: number
  /** An empty batch comes after this without anything. Milliseconds. */
  readonly everyMs: number
  readonly stop: AbortSignal
}

/**
 * Gathers what comes while the batch before is dealt with. What `open` gives must end when its signal aborts. Ends as it
 * ends, with its error where it has one, after everything that came before.
 */
export async function* batches<T>(
  open: (stop: AbortSignal) => AsyncIterable<T>,
  { sizeMax, everyMs, stop }: BatchOptions,
): AsyncGenerator<readonly T[]> {
  const own = new AbortController()
  const gathered: T[] = []
  let wake = (): void => {}
  let room = (): void => {}
  let end: { readonly error?: unknown } | undefined
  const pump = async (): Promise<void> => {
    for await (const item of open(AbortSignal.any([stop, own.signal]))) {
      gathered.push(item)
      wake()
      if (gathered.length >= sizeMax) await new Promise<void>((resolve) => (room = resolve))
      if (own.signal.aborted) return
    }
  }
  const pumped = pump().then(
    () => void (end = {}),
    (error: unknown) => void (end = { error }),
  )
  void pumped.then(() => wake())
  try {
    for (;;) {
      if (gathered.length === 0 && end === undefined) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, everyMs)
        })
        clearTimeout(timer)
      }
      const batch = gathered.splice(0)
      if (batch.length === 0 && end !== undefined) break
      room()
      yield batch
    }
    if ('error' in end) throw end.error
  } finally {
    own.abort()
    room()
    await pumped
  }
}
