/**
 * The signal of one call: it aborts when `stop` does, or after `maxMs`. Disposing leaves neither timer nor listener behind,
 * which thousands of calls would notice.
 */
export class CallLimit implements Disposable {
  readonly #own = new AbortController()
  readonly #stop: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  readonly #stopped = (): void => this.#own.abort(this.#stop?.reason)

  constructor(stop: AbortSignal | undefined, maxMs: number) {
    this.#stop = stop
    this.#timer = setTimeout(() => this.#own.abort(), maxMs)
    if (stop?.aborted === true) this.#stopped()
    else stop?.addEventListener('abort', this.#stopped, { once: true })
  }

  get signal(): AbortSignal {
    return this.#own.signal
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#stop?.removeEventListener('abort', this.#stopped)
  }
}
