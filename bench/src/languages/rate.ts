const roundsMs = 300
const rounds = 6

/** Operations a second: the best of some rounds, so that a neighbour on the machine counts little. */
export function rateOf(run: () => void): number {
  let best = 0
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now()
    let count = 0
    let elapsed = 0
    while (elapsed < roundsMs) {
      for (let turn = 0; turn < 100; turn++) run()
      count += 100
      elapsed = performance.now() - begin
    }
    best = Math.max(best, (count / elapsed) * 1_000)
  }
  return best
}
