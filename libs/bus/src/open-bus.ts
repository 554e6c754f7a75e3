import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/nats-core'
import { AckedPublish, type Publish, type StoredAck } from './acked-publish.ts'
import { BusFault } from './bus-fault.ts'
import { connectNats, type NatsAccess } from './connect-nats.ts'
import { consume, type ConsumeOptions, type Consumption, type RestartableConsumption } from './consume.ts'
import { ensureConsumer, ensureStream, type ConsumerWish, type StreamWish } from './ensure.ts'
import { GroupPublisher, type GroupOptions } from './group-publisher.ts'
import { isAuthError, NatsTrouble, type TroubleKind } from './nats-trouble.ts'
import type { StreamMessage } from './stream-message.ts'
import { sweepSettled, type WorkQueue } from './sweep-settled.ts'
import type { Verdict } from './verdict.ts'

/** How to reach NATS. */
export interface BusOptions {
  /** `nats://user:password@host:port`, several separated by commas; without credentials where the server asks for none. */
  readonly url: string
  /** Name of this client, for people who look at the server. */
  readonly name: string
  /** Told about lost and found connections. */
  readonly onConnection?: (change: 'lost' | 'found') => void
  /** Told, in words for a log, what keeps it from the server: at the start, and where the server refuses it later. */
  readonly onTrouble?: (trouble: string, kind: TroubleKind) => void
  /** Who the client is and whom it trusts, where the URL does not say it. */
  readonly access?: NatsAccess
  /** Ends the wait for the first connection. What is open stays so. */
  readonly stop?: AbortSignal
}

/** NATS JetStream as the services use it. Reconnects for ever. */
export interface Bus extends AsyncDisposable {
  readonly connection: NatsConnection
  readonly manager: JetStreamManager
  /** Whether the connection stands at this moment. */
  readonly connected: boolean
  /** How the connection fares, for a service's status. */
  health(): { readonly name: 'nats'; readonly ok: boolean; readonly detail: string }
  /** Creates or updates a stream; waits for the bus as long as it takes. */
  ensureStream(stream: StreamWish, stop?: AbortSignal): Promise<void>
  /** Creates or updates a durable consumer; waits for the bus as long as it takes. */
  ensureConsumer(stream: string, consumer: ConsumerWish, stop?: AbortSignal): Promise<void>
  /** Keeps a work queue free of what is settled, until it is disposed of. */
  sweepSettled(queue: WorkQueue): Disposable
  publish(message: Publish, timeoutMs: number): Promise<StoredAck>
  publisher(options: GroupOptions): GroupPublisher
  consume(options: ConsumeOptions, act: (message: StreamMessage) => Promise<Verdict>): Consumption
}

const serverVersionMin = [2, 12] as const

/**
 * Connects, and waits for the server as long as it takes. Rejects with `bus-too-old`, and with an `AbortError` where it is
 * stopped before.
 */
export async function openBus(options: BusOptions): Promise<Bus> {
  const trouble = new NatsTrouble(options.url, options.onTrouble ?? (() => {}))
  const connection = await connectNats(options, trouble)
  trouble.over()
  try {
    checkVersion(connection)
    const manager = await jetstreamManager(connection, { checkAPI: false })
    return new NatsBus(connection, manager, options, trouble)
  } catch (error) {
    await connection.close()
    throw error
  }
}

class NatsBus implements Bus {
  readonly connection: NatsConnection
  readonly manager: JetStreamManager
  readonly #acked: AckedPublish
  readonly #consumptions = new Set<RestartableConsumption>()
  connected = true

  constructor(connection: NatsConnection, manager: JetStreamManager, options: BusOptions, trouble: NatsTrouble) {
    this.connection = connection
    this.manager = manager
    this.#acked = new AckedPublish(connection)
    void this.#watch(options, trouble)
  }

  health() {
    return { name: 'nats', ok: this.connected, detail: this.connected ? '' : 'the connection is lost' } as const
  }

  ensureStream(stream: StreamWish, stop?: AbortSignal): Promise<void> {
    return ensureStream(this.manager, stream, stop)
  }

  ensureConsumer(stream: string, consumer: ConsumerWish, stop?: AbortSignal): Promise<void> {
    return ensureConsumer(this.manager, stream, consumer, stop)
  }

  sweepSettled(queue: WorkQueue): Disposable {
    return sweepSettled(this.manager, queue)
  }

  publish(message: Publish, timeoutMs: number): Promise<StoredAck> {
    return this.#acked.publish(message, timeoutMs)
  }

  publisher(options: GroupOptions): GroupPublisher {
    return new GroupPublisher(this.#acked, options)
  }

  consume(options: ConsumeOptions, act: (message: StreamMessage) => Promise<Verdict>): Consumption {
    const consumption = consume(this.connection, options, act)
    this.#consumptions.add(consumption)
    return {
      get inFlight() {
        return consumption.inFlight
      },
      [Symbol.asyncDispose]: async () => {
        await consumption[Symbol.asyncDispose]()
        this.#consumptions.delete(consumption)
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#acked[Symbol.dispose]()
    await this.connection.close()
  }

  async #watch(options: BusOptions, trouble: NatsTrouble): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') {
        this.connected = false
        options.onConnection?.('lost')
      } else if (status.type === 'reconnect') {
        this.connected = true
        trouble.over()
        // Acks that were on their way are gone: whoever waits repeats at once instead of running into its time-out.
        this.#acked.abandon()
        for (const consumption of this.#consumptions) consumption.reconnected()
        options.onConnection?.('found')
      } else if (status.type === 'error' && isAuthError(status.error)) trouble.meet(status.error)
    }
  }
}

function checkVersion(connection: NatsConnection): void {
  const version = connection.info?.version ?? '0.0.0'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [majorMin, minorMin] = serverVersionMin
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return
  throw new BusFault('bus-too-old', `nats-server is ${version}`)
}
