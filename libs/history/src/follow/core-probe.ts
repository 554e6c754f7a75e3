import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Long enough to tell a few hundredths of a core by the kernel's clock. Milliseconds. */
const windowMs = 200
/** What was enough is taken for enough for so long. Milliseconds. */
const freshMs = 1_000
/** The kernel counts in hundredths of a second. */
const ticksPerS = 100

/** Looks how much of the machine nobody uses. Looking and what is done through it take turns. */
export class CoreProbe {
  readonly #enough: number
  #looking: Promise<number> | undefined
  #last: Promise<unknown> = Promise.resolve()
  #found = { cores: 0, atMs: -Infinity }

  /** `enough`: so many spare cores are not looked for again for a second. */
  constructor(enough: number) {
    this.#enough = enough
  }

  /** Cores that nobody used for a fifth of a second; infinitely many where the machine does not tell. */
  spareCores(): Promise<number> {
    const { cores, atMs } = this.#found
    if (cores >= this.#enough && performance.now() - atMs < freshMs) return Promise.resolve(cores)
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    return this.#looking
  }

  /** Does something when nobody looks, one after another; gives what it gives. */
  async work<T>(act: () => Promise<T>): Promise<T> {
    const before = this.#last
    const turn = Promise.withResolvers<void>()
    this.#last = turn.promise
    await before
    try {
      return await act()
    } finally {
      turn.resolve()
    }
  }

  async #look(): Promise<number> {
    const cores = await this.work(idleCores)
    this.#found = { cores, atMs: performance.now() }
    return cores
  }
}

async function idleCores(): Promise<number> {
  const before = readIdleTicks(read())
  if (before === undefined) return Infinity
  const startedMs = performance.now()
  await sleep(windowMs)
  const tookS = (performance.now() - startedMs) / 1_000
  const after = readIdleTicks(read())
  return after === undefined ? Infinity : (after - before) / ticksPerS / tookS
}

/** Of all cores together since the machine started, by `cpu  user nice system idle iowait …` of Linux's `/proc/stat`. */
export function readIdleTicks(stat: string): number | undefined {
  const [, , , idle = Number.NaN, waiting = Number.NaN] = (/^cpu +(.*)$/m.exec(stat)?.[1] ?? '').split(' ').map(Number)
  // A core that waits for a disk is free for whoever needs one.
  return Number.isNaN(idle + waiting) ? undefined : idle + waiting
}

function read(): string {
  try {
    return readFileSync('/proc/stat', 'utf8')
  } catch {
    return ''
  }
}
