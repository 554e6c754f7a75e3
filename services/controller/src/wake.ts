/** Something to sleep on: `wait` ends early when `wake` is called, also when that was before it began. */
export class Wake {
  #isPending = false
  #wake: (() => void) | undefined

  wake(): void {
    this.#isPending = true
    this.#wake?.()
  }

  /** Resolves when woken, after the time, or when `stop` aborts. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (!this.#isPending && !stop.aborted) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          stop.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        this.#wake = end
        stop.addEventListener('abort', end, { once: true })
      })
    }
    this.#wake = undefined
    this.#isPending = false
  }
}
