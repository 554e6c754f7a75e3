import type { Random } from './random.ts'

/** How often a delivery is sent. */
export interface Repeating {
  /** A delivery is sent from once to this many times, each number as likely as another. */
  readonly copiesMax: number
  /** The repeats follow within this time. Milliseconds. */
  readonly spreadMs: number
}

/** When each copy of one delivery is sent, in milliseconds after the first, which is at 0. */
export function copyTimes(random: Random, { copiesMax, spreadMs }: Repeating): readonly number[] {
  const repeats = random.int(1, copiesMax) - 1
  // A third of the repeats comes at once: two replicas of a service then work on the same delivery at the same time.
  const delay = (): number => (random.next() < 1 / 3 ? 0 : random.int(1, spreadMs))
  return [0, ...Array.from({ length: repeats }, delay)]
}
