import { ArtifactError } from '../artifact.ts'

/** Fetches under way at once, of all repositories. */
const fetchesAtOnceMax = 16
/** Who finds no place in this time asks again by the bus, where it holds nobody else up. Milliseconds. */
const placeWaitMaxMs = 400

/** Bounds how many fetches are under way. */
export class FetchPlaces {
  #free = fetchesAtOnceMax
  readonly #waiting: (() => void)[] = []

  /** Runs it in a place. Rejects with `ArtifactError` where none becomes free soon. */
  async run<T>(fetch: () => Promise<T>): Promise<T> {
    await this.#place()
    try {
      return await fetch()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }

  async #place(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const late = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1)
      reject(new ArtifactError(`source.git: ${fetchesAtOnceMax} repositories are fetched already`))
    }, placeWaitMaxMs)
    this.#waiting.push(resolve)
    await promise.finally(() => clearTimeout(late))
  }
}
