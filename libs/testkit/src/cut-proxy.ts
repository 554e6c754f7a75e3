import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { freePort } from '@millrace/servers'
import { Pipe } from './delayed-pipe.ts'

/** A TCP proxy on 127.0.0.1 that can do to a connection what networks do. */
export interface CutProxy extends AsyncDisposable {
  readonly port: number
  /** Connections that stand now. */
  readonly connections: number
  /** Resets every connection, and every new one at once, until `heal`. */
  cut(): void
  /** Keeps connections, and accepts new ones, but lets no byte through either way until `heal`. */
  pause(): void
  /** Holds each byte back this long, in both directions, until `heal`. */
  delay(ms: number): void
  /** Ends cut, pause and delay; what was held back goes through. */
  heal(): void
}

type State = 'open' | 'cut' | 'paused'

/** Puts a proxy before a port of 127.0.0.1. */
export async function cutProxy(targetPort: number): Promise<CutProxy> {
  const port = await freePort()
  const proxy = new Proxy(targetPort)
  const server = createServer({ allowHalfOpen: true }, (client) => proxy.accept(client))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    get connections() {
      return proxy.connections
    },
    cut: () => proxy.cut(),
    pause: () => proxy.pause(),
    delay: (ms) => proxy.delay(ms),
    heal: () => proxy.heal(),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      proxy.cut()
      await closed
    },
  }
}

/** The two sockets of one connection, and the pipe each way. */
interface Pair {
  readonly sockets: readonly [Socket, Socket]
  readonly pipes: readonly [Pipe, Pipe]
}

class Proxy {
  readonly #targetPort: number
  readonly #pairs = new Set<Pair>()
  #state: State = 'open'
  #delayMs = 0

  constructor(targetPort: number) {
    this.#targetPort = targetPort
  }

  get connections(): number {
    return this.#pairs.size
  }

  accept(client: Socket): void {
    client.on('error', () => undefined)
    if (this.#state === 'cut') return void client.resetAndDestroy()
    const target = connect({ port: this.#targetPort, host: '127.0.0.1', allowHalfOpen: true })
    target.on('error', () => undefined)
    const pair: Pair = { sockets: [client, target], pipes: [new Pipe(client, target), new Pipe(target, client)] }
    for (const pipe of pair.pipes) {
      pipe.delayMs = this.#delayMs
      if (this.#state === 'paused') pipe.hold()
    }
    this.#pairs.add(pair)
    for (const socket of pair.sockets) socket.once('close', (hadError) => this.#closed(pair, hadError))
  }

  cut(): void {
    this.#state = 'cut'
    for (const pair of this.#pairs) reset(pair)
  }

  pause(): void {
    this.#state = 'paused'
    for (const { pipes } of this.#pairs) for (const pipe of pipes) pipe.hold()
  }

  delay(ms: number): void {
    this.#delayMs = ms
    for (const { pipes } of this.#pairs) for (const pipe of pipes) pipe.delayMs = ms
  }

  heal(): void {
    this.#state = 'open'
    this.delay(0)
    for (const { pipes } of this.#pairs) for (const pipe of pipes) pipe.release()
  }

  /** Both sides end alike: an error on one is a reset of the other; a clean end has travelled through the pipes. */
  #closed(pair: Pair, hadError: boolean): void {
    if (hadError) reset(pair)
    if (pair.sockets.every((socket) => socket.destroyed)) this.#pairs.delete(pair)
  }
}

function reset({ sockets, pipes }: Pair): void {
  for (const pipe of pipes) pipe.drop()
  for (const socket of sockets) {
    if (socket.connecting) socket.destroy()
    else socket.resetAndDestroy()
  }
}
