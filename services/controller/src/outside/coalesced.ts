/** A read that many ask for at once: each gets one that began after it asked, and they share it. */
export class Coalesced<T> {
  readonly #act: () => Promise<T>
  #running: Promise<unknown> = Promise.resolve()
  #next: Promise<T> | undefined

  constructor(act: () => Promise<T>) {
    this.#act = act
  }

  read(): Promise<T> {
    return (this.#next ??= this.#begin())
  }

  async #begin(): Promise<T> {
    await this.#running.catch(() => undefined)
    this.#running = this.#next ?? Promise.resolve()
    this.#next = undefined
    return this.#act()
  }
}
