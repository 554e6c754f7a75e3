import type { Join, Owed } from './join.ts'
import { raiseFloor } from './taken-messages.ts'

/** Without what is owed and meets the test. */
export function withoutOwed(join: Join, isDone: (owed: Owed) => boolean): Join {
  const owed = join.owed.filter((one) => !isDone(one))
  return owed.length === join.owed.length ? join : { ...join, owed }
}

/** With the word that the router is done with every message up to the floor: what those caused is stored. */
export function upTo(join: Join, stream: string, floor: number): Join {
  const raised = raiseFloor(join.taken, stream, floor)
  const isRaised = raised.some((one, at) => one !== join.taken[at])
  const taken = isRaised ? raised : join.taken
  const reached = taken.find((one) => one.stream === stream)?.floor ?? 0
  return withoutOwed(
    isRaised ? { ...join, taken } : join,
    ({ cause }) => cause?.stream === stream && cause.seq <= reached,
  )
}
