/** Entries that one call takes at least, but for the last: a script is read anew for each call, and holds Redis up as long as it runs. */
const entriesMin = 1_000
/** Calls under way at a time: what is read next need not wait for Redis. */
const callsMax = 4

/**
 * Restores what is read, many entries for each call, in the order in which they come. Gives how many had been forgotten. Rejects with the
 * first fault of reading or of a call, once all calls are over.
 */
export async function restoreInBatches<T>(
  read: AsyncIterable<readonly T[]>,
  restore: (entries: readonly T[]) => Promise<readonly boolean[]>,
): Promise<number> {
  const calls: Promise<number>[] = []
  let restored = 0
  let gathered: T[] = []
  const call = async (entries: readonly T[]): Promise<number> => (await restore(entries)).filter(Boolean).length
  const send = (): void => {
    const begun = call(gathered)
    // Whoever takes it off the list below sees its fault; until then it is nobody's.
    begun.catch(() => undefined)
    calls.push(begun)
    gathered = []
  }
  try {
    for await (const entries of read) {
      for (const entry of entries) gathered.push(entry)
      if (gathered.length < entriesMin) continue
      if (calls.length >= callsMax) restored += (await calls.shift()) ?? 0
      send()
    }
    if (gathered.length > 0) send()
    for (let begun = calls.shift(); begun !== undefined; begun = calls.shift()) restored += await begun
    return restored
  } finally {
    await Promise.allSettled(calls)
  }
}
