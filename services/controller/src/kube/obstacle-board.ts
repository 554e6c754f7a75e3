/** What keeps an object from being deployed whole, besides its manifest. */
export interface Obstacle {
  /** As a condition has it: `CreateServiceFailed`. */
  readonly reason: string
  readonly message: string
  /** False: it is worth a word, and the object works all the same. */
  readonly isError: boolean
}

/** What each part of the controller has to say about objects, for their conditions. */
export class ObstacleBoard {
  readonly #byOrigin = new Map<string, Map<string, Obstacle>>()
  /** Told the origin of an object about which something else is said now. */
  onChange: (origin: string) => void = () => {}

  /** Replaces what a topic (`service`, `record`) says about an object; undefined: nothing any more. */
  set(origin: string, topic: string, obstacle: Obstacle | undefined): void {
    const topics = this.#byOrigin.get(origin) ?? new Map<string, Obstacle>()
    const before = topics.get(topic)
    if (before?.reason === obstacle?.reason && before?.message === obstacle?.message) return
    if (obstacle === undefined) topics.delete(topic)
    else topics.set(topic, obstacle)
    if (topics.size === 0) this.#byOrigin.delete(origin)
    else this.#byOrigin.set(origin, topics)
    this.onChange(origin)
  }

  of(origin: string): readonly Obstacle[] {
    return [...(this.#byOrigin.get(origin)?.values() ?? [])]
  }

  /** The object is gone. */
  forget(origin: string): void {
    this.#byOrigin.delete(origin)
  }
}
