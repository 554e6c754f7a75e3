import type { NatsConnection } from '@nats-io/nats-core'
import { connect, errors } from '@nats-io/transport-node'
import { setTimeout as sleep } from 'node:timers/promises'
import { awaitGreeting } from './await-greeting.ts'
import { natsAddress } from './nats-address.ts'
import type { NatsTrouble } from './nats-trouble.ts'

/** Who a client is and whom it trusts. It holds secrets. */
export interface NatsAccess {
  readonly user?: string
  readonly pass?: string
  readonly token?: string
  /** Set: nothing goes over a connection without TLS. PEM texts; without `ca` the system's authorities are trusted. */
  readonly tls?: {
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly rejectUnauthorized?: false
  }
}

/** Where to connect to. */
export interface ConnectOptions {
  readonly url: string
  readonly name: string
  /** What it says of who the client is counts before what the URL says. */
  readonly access?: NatsAccess
  readonly stop?: AbortSignal
}

const reconnectWaitMs = 200
const pingMs = 5_000
/** A server that takes the connection and says nothing is left after this. Milliseconds. */
const greetingMaxMs = 5_000

/**
 * Connects, and waits for the server as long as it takes; what keeps it from the server is told meanwhile. The library would wait
 * as well, and say nothing. Rejects where the URL is none, and with an `AbortError` once `stop` aborts. The connection reconnects
 * for ever.
 */
export async function connectNats(
  { url, name, access, stop = new AbortController().signal }: ConnectOptions,
  trouble: NatsTrouble,
): Promise<NatsConnection> {
  const { servers, ...inUrl } = natsAddress(url)
  const isNamed = access?.user !== undefined || access?.token !== undefined
  const options = {
    ...(isNamed ? {} : inUrl),
    ...access,
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: reconnectWaitMs,
    pingInterval: pingMs,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
  }
  for (;;) {
    stop.throwIfAborted()
    try {
      await awaitGreeting(servers, greetingMaxMs, stop)
      return await connect({ ...options, servers: [...servers] })
    } catch (error) {
      stop.throwIfAborted()
      if (error instanceof TypeError || error instanceof errors.InvalidArgumentError) throw error
      trouble.meet(error)
    }
    await sleep(reconnectWaitMs, undefined, { signal: stop })
  }
}
