/** Runs an act again after each wake, never twice at once; wakes while it runs become one more run. */
export class ReadAhead {
  readonly #act: () => Promise<void>
  #isRunning = false
  #isDue = false

  constructor(act: () => Promise<void>) {
    this.#act = act
  }

  /** Also from within the act; the run begins later than this call. */
  wake(): void {
    this.#isDue = true
    if (this.#isRunning) return
    this.#isRunning = true
    setImmediate(() => void this.#run())
  }

  async #run(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false
      await this.#act()
    }
    this.#isRunning = false
  }
}
