/**
 * Acts on each item, on `parallelMax` of them at once, in their order. Resolves when all are done; after a failure no
 * further one is begun, and the first failure is thrown when those under way have ended.
 */
export async function inParallel<T>(
  items: readonly T[],
  parallelMax: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  let nth = 0
  let failure: { readonly error: unknown } | undefined
  const work = async (): Promise<void> => {
    while (failure === undefined && nth < items.length) {
      // Below the length, so there is one.
      const item = items[nth++] as T
      try {
        await act(item)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallelMax, items.length) }, work))
  if (failure !== undefined) throw failure.error
}
