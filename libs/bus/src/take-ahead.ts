/** How much is taken before it is asked for. */
export interface AheadOptions<T> {
  readonly sizeOf: (one: T) => number
  /** Taking pauses above this sum of sizes. */
  readonly sizeMax: number
  /** Ends the source where it is left in the middle: it may be waiting for what never comes. */
  readonly stop: () => void
}

/**
 * What a source gives, taken from it while its caller still works on what came before, so that neither waits for the other. A fault of the source
 * comes behind what it gave.
 */
export async function* takeAhead<T extends object>(
  source: AsyncIterable<T>,
  { sizeOf, sizeMax, stop }: AheadOptions<T>,
): AsyncGenerator<T, void, undefined> {
  const taken: T[] = []
  let size = 0
  let isOver = false
  let isLeft = false
  let arrived = Promise.withResolvers<void>()
  let room = Promise.withResolvers<void>()
  const taking = (async () => {
    try {
      for await (const one of source) {
        taken.push(one)
        size += sizeOf(one)
        arrived.resolve()
        if (size > sizeMax && !isLeft) {
          room = Promise.withResolvers()
          await room.promise
        }
        if (isLeft) return
      }
    } finally {
      isOver = true
      arrived.resolve()
    }
  })()
  // It is told below, behind what came before it.
  taking.catch(() => undefined)
  try {
    for (;;) {
      const one = taken.shift()
      if (one === undefined) {
        if (isOver) break
        arrived = Promise.withResolvers()
        await arrived.promise
        continue
      }
      size -= sizeOf(one)
      if (size <= sizeMax) room.resolve()
      yield one
    }
    await taking
  } finally {
    isLeft = true
    room.resolve()
    stop()
    await taking.catch(() => undefined)
  }
}
