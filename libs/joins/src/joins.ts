import { stateKey } from './join-key.ts'
import { JoinLoop, type JoinDeps } from './join-loop.ts'
import type { JoinName, JoinRules } from './join.ts'
import type { Answer, Arrivals } from './take-in.ts'

/** States that are remembered between messages; one that is not is read again. */
const rememberedMax = 10_000
/** Bytes of these states, about. */
export const rememberedBytesMax = 64 * 1024 * 1024
/** How often the bytes are counted: once for so many messages. */
const countEvery = 256

/** The joins of a router: what each trigger waits with, shared by all replicas through the bucket. */
export class Joins {
  readonly #deps: JoinDeps
  readonly #loops = new Map<string, JoinLoop>()
  #taken = 0

  constructor(deps: JoinDeps) {
    this.#deps = deps
  }

  /**
   * Takes the accepted events of one message in at one trigger. Resolves when the state that the answers follow from is
   * stored. Bears being repeated. Rejects with JoinFault and BusFault: then the message must come again.
   */
  take(rules: JoinRules, arrivals: Arrivals): Promise<readonly Answer[]> {
    this.#taken += 1
    if (this.#taken % countEvery === 0 && this.#bytes() > rememberedBytesMax) this.#forgetIdle()
    return this.#loopOf(rules).take(rules, arrivals)
  }

  /** Says that a firing is stored on INVOCATIONS. */
  stored(name: JoinName, invocationId: string): void {
    this.#loopOf(name).stored(invocationId)
  }

  #loopOf(name: JoinName): JoinLoop {
    const key = stateKey(name)
    const known = this.#loops.get(key)
    if (known !== undefined) return known
    if (this.#loops.size >= rememberedMax) this.#forgetIdle()
    const loop = new JoinLoop(name, this.#deps)
    this.#loops.set(key, loop)
    return loop
  }

  #bytes(): number {
    let bytes = 0
    for (const loop of this.#loops.values()) bytes += loop.bytes
    return bytes
  }

  #forgetIdle(): void {
    for (const [key, loop] of this.#loops) if (loop.isIdle) this.#loops.delete(key)
  }
}
