/**
 * Runs of one thing, one after the other. Who asks while one is under way gets the next, which all who ask meanwhile share:
 * what is got was never begun before it was asked for.
 */
export class Successive<T> {
  #running: Promise<T> | undefined
  #next: Promise<T> | undefined

  ask(run: () => Promise<T>): Promise<T> {
    if (this.#next !== undefined) return this.#next
    if (this.#running === undefined) return this.#start(run)
    const begin = (): Promise<T> => {
      this.#next = undefined
      return this.#start(run)
    }
    this.#next = this.#running.then(begin, begin)
    return this.#next
  }

  #start(run: () => Promise<T>): Promise<T> {
    const running = run()
    this.#running = running
    const end = (): void => {
      if (this.#running === running) this.#running = undefined
    }
    running.then(end, end)
    return running
  }
}
