/** Runs an act for each number below `count`, so many of them at once. */
export async function inFlight(
  count: number,
  parallelMax: number,
  act: (nth: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: Math.min(parallelMax, count) }, work))
}
