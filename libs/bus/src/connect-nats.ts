import type { NatsConnection } from '@nats-io/nats-core'
import { connect, errors } from '@nats-io/transport-node'
import { setTimeout as sleep } from 'node:timers/promises'
import { awaitGreeting } from './await-greeting.ts'
import { natsAddress } from './nats-address.ts'
import type { NatsTrouble } from './nats-trouble.ts'

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
  url: string,
  name: string,
  trouble: NatsTrouble,
  stop = new AbortController().signal,
): Promise<NatsConnection> {
  const { servers, ...credentials } = natsAddress(url)
  const options = {
    ...credentials,
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
