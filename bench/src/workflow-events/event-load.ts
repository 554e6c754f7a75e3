import { Agent, request } from 'node:http'

/** What a closed loop of senders came to. */
export interface LoadResult {
  readonly answered: number
  readonly refused: number
  readonly seconds: number
  readonly perS: number
}

export interface LoadOptions {
  /** Without the discriminator. */
  readonly url: string
  readonly authorization: string
  readonly connections: number
  readonly seconds: number
  /** Of the event with this number. */
  readonly discriminator: (nth: number) => string
  readonly body: (nth: number) => string
  /** Stops after so many events, where that is before the time is over. */
  readonly eventsMax?: number
}

/** Each of so many senders sends its next event when the last one is answered. */
export async function eventLoad(options: LoadOptions): Promise<LoadResult> {
  const { connections, seconds, eventsMax = Infinity } = options
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const startedMs = performance.now()
  const endMs = startedMs + seconds * 1_000
  let next = 0
  let answered = 0
  let refused = 0
  const sendOn = async (): Promise<void> => {
    while (performance.now() < endMs && next < eventsMax) {
      const status = await post(options, next++, agent)
      if (status === 200) answered += 1
      else refused += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, sendOn))
  agent.destroy()
  const took = (performance.now() - startedMs) / 1_000
  return { answered, refused, seconds: took, perS: answered / took }
}

function post({ url, authorization, discriminator, body }: LoadOptions, nth: number, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const text = body(nth)
    const headers = { authorization, 'content-length': Buffer.byteLength(text) }
    const sent = request(`${url}${discriminator(nth)}`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.on('close', () => resolve(answer.statusCode ?? 0))
    })
    sent.on('error', () => resolve(0))
    sent.end(text)
  })
}
