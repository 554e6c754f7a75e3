import { PortLife, type PortOptions } from './port-life.ts'
import { tlsIdentity, type RoutePlan } from './route-plan.ts'

interface Held {
  readonly life: PortLife
  readonly tls: string
}

/** Opens and closes ports as the plan says. A port that stays keeps its connections, whatever happens to its routes. */
export class Ports implements AsyncDisposable {
  readonly #options: PortOptions
  readonly #held = new Map<number, Held>()
  readonly #closing = new Set<Promise<void>>()
  #isClosed = false

  constructor(options: PortOptions) {
    this.#options = options
  }

  /** The ports that are open. */
  get open(): readonly number[] {
    return [...this.#held.values()].filter(({ life }) => life.isOpen).map(({ life }) => life.port)
  }

  /** Resolves when each port of the plan has been opened or has failed to for the first time. */
  async follow(plan: RoutePlan): Promise<void> {
    if (this.#isClosed) return
    for (const [port, { life, tls }] of this.#held) {
      const wanted = plan.ports.get(port)
      if (wanted === undefined || tlsIdentity(wanted.tls) !== tls) this.#close(port, life)
    }
    for (const [port, { tls }] of plan.ports) {
      if (this.#held.has(port)) continue
      this.#held.set(port, { life: new PortLife(port, tls, this.#options), tls: tlsIdentity(tls) })
    }
    await Promise.all([...this.#held.values()].map(({ life }) => life.tried))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    for (const [port, { life }] of this.#held) this.#close(port, life)
    await Promise.all(this.#closing)
  }

  #close(port: number, life: PortLife): void {
    this.#held.delete(port)
    this.#options.onProblem(port, undefined)
    const closed = life[Symbol.asyncDispose]()
    this.#closing.add(closed)
    void closed.finally(() => this.#closing.delete(closed))
  }
}
