import { getPriority, setPriority } from 'node:os'

/** By how much what the history writes is less urgent than what else there is to do. */
const nicer = 10
const nicestOfAll = 19

/** Lets whoever else wants the processor have it first: the road is not to feel the history, which can catch up later. */
export function giveWay(): void {
  // On Linux it is of this thread and those that it starts; elsewhere it would be of the whole process.
  if (process.platform === 'linux') setPriority(Math.min(nicestOfAll, getPriority() + nicer))
}
