import type { Socket } from 'node:net'

/** Reading stops while more than this waits to be let through. */
const heldBytesMax = 1024 * 1024

interface Held {
  /** Null: the sender's end. */
  readonly chunk: Buffer | null
  readonly dueMs: number
}

/** One direction of a connection: bytes in order, each held back for the delay, all held back while on hold. */
export class Pipe {
  readonly #from: Socket
  readonly #to: Socket
  readonly #held: Held[] = []
  #heldBytes = 0
  #onHold = false
  #timer: NodeJS.Timeout | null = null
  delayMs = 0

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
    from.on('data', (chunk: Buffer) => this.#push(chunk))
    from.once('end', () => this.#push(null))
    to.on('drain', () => this.#resumeIfRoom())
  }

  hold(): void {
    this.#onHold = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Lets through what is held, now: also what was pushed under a longer delay. */
  release(): void {
    this.#onHold = false
    this.#flush(Number.POSITIVE_INFINITY)
  }

  /** Forgets what is held. */
  drop(): void {
    this.hold()
    this.#held.length = 0
    this.#heldBytes = 0
  }

  #push(chunk: Buffer | null): void {
    const last = this.#held.at(-1)
    // Never before what came earlier, whatever the delay was then.
    const dueMs = Math.max(performance.now() + this.delayMs, last?.dueMs ?? 0)
    this.#held.push({ chunk, dueMs })
    this.#heldBytes += chunk?.length ?? 0
    if (this.#heldBytes > heldBytesMax) this.#from.pause()
    if (!this.#onHold) this.#flush(performance.now())
  }

  #flush(nowMs: number): void {
    for (let next = this.#held[0]; next !== undefined && next.dueMs <= nowMs; next = this.#held[0]) {
      this.#held.shift()
      this.#heldBytes -= next.chunk?.length ?? 0
      if (next.chunk === null) this.#to.end()
      else if (!this.#to.write(next.chunk)) this.#from.pause()
    }
    this.#resumeIfRoom()
    this.#schedule()
  }

  #schedule(): void {
    const next = this.#held[0]
    if (this.#timer !== null || this.#onHold || next === undefined) return
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#flush(performance.now())
      },
      Math.max(1, Math.ceil(next.dueMs - performance.now())),
    )
  }

  #resumeIfRoom(): void {
    if (this.#heldBytes <= heldBytesMax && !this.#to.writableNeedDrain) this.#from.resume()
  }
}
