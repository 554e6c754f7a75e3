import type { NatsConnection } from '@nats-io/nats-core'

/** How a message reaches its subject: `stored` in a stream that acknowledges, or `plain`. */
export type Route = 'stored' | 'plain'

/** A subject's stream is looked for again after this. Milliseconds. */
const knownMs = 30_000
/** Subjects remembered; the oldest is forgotten. */
const subjectsMax = 10_000
const lookUpMaxMs = 2_000

/** Remembers which subjects a JetStream stream takes. A wrong answer costs an acknowledgement, never a message. */
export class StreamOfSubject {
  readonly #connection: NatsConnection
  readonly #known = new Map<string, { readonly route: Promise<Route>; readonly until: number }>()

  constructor(connection: NatsConnection) {
    this.#connection = connection
  }

  routeOf(subject: string): Promise<Route> {
    const known = this.#known.get(subject)
    const now = performance.now()
    if (known !== undefined && now < known.until) return known.route
    const route = this.#look(subject)
    this.#known.delete(subject)
    this.#known.set(subject, { route, until: now + knownMs })
    if (this.#known.size > subjectsMax) for (const oldest of this.#known.keys()) return this.#drop(oldest, route)
    return route
  }

  forget(subject: string): void {
    this.#known.delete(subject)
  }

  #drop(subject: string, route: Promise<Route>): Promise<Route> {
    this.#known.delete(subject)
    return route
  }

  /** Without JetStream, without a stream, or without the right to ask, the message is a plain one. */
  async #look(subject: string): Promise<Route> {
    try {
      const names = await this.#ask('$JS.API.STREAM.NAMES', JSON.stringify({ subject }))
      const { streams } = names as { readonly streams?: readonly string[] | null }
      const stream = streams?.[0]
      if (stream === undefined) return 'plain'
      const info = await this.#ask(`$JS.API.STREAM.INFO.${stream}`, '').catch(() => ({}))
      const { config } = info as { readonly config?: { readonly no_ack?: boolean } }
      return config?.no_ack === true ? 'plain' : 'stored'
    } catch {
      return 'plain'
    }
  }

  async #ask(api: string, question: string): Promise<unknown> {
    const answer = await this.#connection.request(api, question, { timeout: lookUpMaxMs })
    return answer.json()
  }
}
