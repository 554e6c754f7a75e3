import { backOffMs, type BackOff } from '@millrace/kube'

export interface WorkOptions {
  /** Gives `again`, or rejects, where it is to be tried again later. */
  readonly act: (key: string) => Promise<'again' | undefined>
  /** How many keys are worked on at once. */
  readonly parallelMax: number
  readonly backOff: BackOff
  readonly stop: AbortSignal
  readonly onFault: (key: string, error: unknown) => void
}

/** Keys to be worked on: each is waiting or at work at most once, and one that failed waits longer each time. */
export class WorkQueue {
  readonly #options: WorkOptions
  readonly #waiting = new Set<string>()
  readonly #atWork = new Map<string, Promise<void>>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(options: WorkOptions) {
    this.#options = options
    options.stop.addEventListener('abort', () => this.#end(), { once: true })
  }

  /** Has a key worked on as soon as there is room, also where its turn was put off after a failure. */
  add(key: string): void {
    if (this.#options.stop.aborted) return
    clearTimeout(this.#timers.get(key))
    this.#timers.delete(key)
    this.#waiting.add(key)
    this.#fill()
  }

  /** Resolves when what is at work has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#atWork.values())
  }

  #fill(): void {
    for (const key of this.#waiting) {
      if (this.#atWork.size >= this.#options.parallelMax) return
      // Its turn comes again when the one at work has ended.
      if (this.#atWork.has(key)) continue
      this.#waiting.delete(key)
      this.#atWork.set(key, this.#work(key))
    }
  }

  async #work(key: string): Promise<void> {
    const { act, stop, onFault } = this.#options
    try {
      if ((await act(key)) === 'again') this.#putOff(key)
      else this.#failures.delete(key)
    } catch (error) {
      if (!stop.aborted) onFault(key, error)
      this.#putOff(key)
    }
    this.#atWork.delete(key)
    if (!stop.aborted) this.#fill()
  }

  #putOff(key: string): void {
    if (this.#options.stop.aborted) return
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    const waitMs = backOffMs(failures, this.#options.backOff, Math.random())
    this.#timers.set(
      key,
      setTimeout(() => this.add(key), waitMs),
    )
  }

  #end(): void {
    this.#waiting.clear()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
