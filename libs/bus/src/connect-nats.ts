import type { NatsConnection } from '@nats-io/nats-core'
import { connect, errors } from '@nats-io/transport-node'
import { setTimeout as sleep } from 'node:timers/promises'
import { natsAddress } from './nats-address.ts'
import type { NatsTrouble } from './nats-trouble.ts'

const reconnectWaitMs = 200
const pingMs = 5_000

/**
 * Connects, and waits for the server as long as it takes; what keeps it from the server is told meanwhile. The library would wait
 * as well, and say nothing. Rejects where the URL is none. The connection reconnects for ever.
 */
export async function connectNats(url: string, name: string, trouble: NatsTrouble): Promise<NatsConnection> {
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
    try {
      return await connect({ ...options, servers: [...servers] })
    } catch (error) {
      if (error instanceof TypeError || error instanceof errors.InvalidArgumentError) throw error
      trouble.meet(error)
    }
    await sleep(reconnectWaitMs)
  }
}
