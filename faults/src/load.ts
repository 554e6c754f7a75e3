import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Repeating } from './copies.ts'
import { copyTimes } from './copies.ts'
import type { Send } from './history.ts'
import { isAcked } from './history.ts'
import type { Random } from './random.ts'

/** How the front door is sent deliveries. */
export interface LoadOptions extends Repeating {
  readonly url: string
  /** New deliveries a second; their repeats come on top. */
  readonly ratePerS: number
  /** Begins every delivery id. */
  readonly prefix: string
  readonly random: Random
  /** Requests under way at most, each on its own kept connection: past it, sending falls behind. */
  readonly inFlightMax: number
  /** A request without an answer is given up after this long. Milliseconds. */
  readonly answerMaxMs: number
}

/** A load that runs. Nothing is repeated because of an answer: what was not acknowledged is not owed. */
export interface Load {
  readonly sends: readonly Send[]
  /** Distinct deliveries that were acknowledged so far. */
  readonly acked: number
  /** Begins no new delivery; resolves when every copy has been sent and answered or given up. */
  stop(): Promise<void>
}

const tickMs = 5
const padding = 'x'.repeat(400)

/** Starts sending; it goes on until it is stopped. */
export function startLoad(options: LoadOptions): Load {
  const sender = new Sender(options)
  const running = sender.run()
  return {
    sends: sender.sends,
    get acked() {
      return sender.acked.size
    },
    async stop() {
      sender.stopped = true
      await running
    },
  }
}

class Sender {
  readonly sends: Send[] = []
  readonly acked = new Set<string>()
  stopped = false
  readonly #options: LoadOptions
  readonly #agent: Agent
  readonly #underWay = new Set<Promise<void>>()
  #inFlight = 0

  constructor(options: LoadOptions) {
    this.#options = options
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.inFlightMax, scheduling: 'lifo' })
  }

  async run(): Promise<void> {
    const { ratePerS, prefix, random } = this.#options
    const startedMs = performance.now()
    for (let begun = 0; !this.stopped;) {
      const due = Math.floor(((performance.now() - startedMs) / 1_000) * ratePerS)
      for (; begun < due && this.#inFlight < this.#options.inFlightMax; begun++) {
        const deliveryId = `${prefix}-${begun}`
        for (const [index, afterMs] of copyTimes(random, this.#options).entries()) {
          this.#track(this.#send({ deliveryId, copy: index + 1, afterMs, nth: begun }))
        }
      }
      await sleep(tickMs)
    }
    await Promise.all(this.#underWay)
    this.#agent.destroy()
  }

  #track(sending: Promise<void>): void {
    this.#underWay.add(sending)
    void sending.finally(() => this.#underWay.delete(sending))
  }

  async #send(copy: { deliveryId: string; copy: number; afterMs: number; nth: number }): Promise<void> {
    if (copy.afterMs > 0) await sleep(copy.afterMs)
    this.#inFlight += 1
    const sentAtMs = Date.now()
    const startedMs = performance.now()
    const status = await this.#post(copy.deliveryId, copy.nth)
    this.#inFlight -= 1
    const send = { deliveryId: copy.deliveryId, copy: copy.copy, sentAtMs, status }
    this.#keep({ ...send, tookMs: Math.round(performance.now() - startedMs) })
  }

  #keep(send: Send): void {
    this.sends.push(send)
    if (isAcked(send)) this.acked.add(send.deliveryId)
  }

  /** The answer's status; 0 when there was none. */
  #post(deliveryId: string, nth: number): Promise<number> {
    // Both ways in which a sender may name its delivery.
    const header = nth % 2 === 0 ? 'x-github-delivery' : 'idempotency-key'
    const body = JSON.stringify({ id: deliveryId, nth, padding })
    const { promise, resolve } = Promise.withResolvers<number>()
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      [header]: deliveryId,
    }
    const sent = request(this.#options.url, { method: 'POST', agent: this.#agent, headers }, (response) => {
      response.on('error', () => resolve(0))
      // A status whose answer breaks off was said all the same.
      response.on('close', () => resolve(response.statusCode ?? 0))
      response.resume()
    })
    sent.on('error', () => resolve(0))
    sent.setTimeout(this.#options.answerMaxMs, () => sent.destroy(new Error('no answer in time')))
    sent.end(body)
    return promise
  }
}
