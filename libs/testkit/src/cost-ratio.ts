/** A program whose cost is compared. It may throw what it is expected to throw; anything else must go through. */
export type Program = () => void

export interface CostRatio {
  /** CPU time of the program as a multiple of the yardstick's. */
  readonly ratio: number
  /** CPU time of both. Milliseconds. */
  readonly ms: number
  readonly yardMs: number
}

const turnsMax = 6
const roundsMax = 3

/** Compares the cost of programs with that of one that is known to be honest. */
export class CostYardstick {
  readonly #yardstick: Program
  #yardMs: number

  constructor(yardstick: Program) {
    this.#yardstick = yardstick
    this.#yardMs = measured(yardstick)
  }

  get yardMs(): number {
    return this.#yardMs
  }

  /**
   * What a program costs; where that is above `enough`, it and the yardstick are measured once more in turn: a machine that
   * has become slower meanwhile is so for both.
   */
  ratioOf(program: Program, enough: number): CostRatio {
    for (let round = 1; ; round += 1) {
      const ms = leastMs(program, this.#yardMs * enough)
      const ratio = ms / this.#yardMs
      if (ratio <= enough || round === roundsMax) return { ratio, ms, yardMs: this.#yardMs }
      this.#yardMs = measured(this.#yardstick)
    }
  }
}

const measured = (program: Program): number => Math.max(...Array.from({ length: 3 }, () => leastMs(program, 0)))

/** The shortest of some runs: what else the machine does makes them longer, and nothing makes them shorter. */
function leastMs(program: Program, enoughMs: number): number {
  let least = Infinity
  for (let turn = 0; turn < turnsMax && least > enoughMs; turn += 1) least = Math.min(least, cpuMs(program))
  return least
}

/** How long a run takes, in CPU time: others may be busy too. */
function cpuMs(program: Program): number {
  const begun = threadCpuMs()
  program()
  return threadCpuMs() - begun
}

function threadCpuMs(): number {
  // Linux brings a thread's own count up to date at each tick (4 ms) alone, and for whoever asks for the whole process.
  process.cpuUsage()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
