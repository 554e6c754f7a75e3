import { eventsStream, outsideConsumer, registryBucket, type Bus } from '@millrace/bus'
import type { RegistryObject } from '@millrace/registry'
import type { SecretReader } from '@millrace/secrets'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { JetStreamApiError } from '@nats-io/jetstream'
import { Links } from './links.ts'
import { outsideBusOf, type OutsideBus } from './outside-bus.ts'
import { outsideEvents } from './outside-events.ts'
import { OutsideRecord } from './outside-record.ts'
import type { Trouble } from './trouble.ts'

export interface OutsideRecordsDeps {
  readonly bus: Bus
  readonly secrets: SecretReader
  readonly telemetry: ServiceTelemetry
  readonly ackWaitMs: number
  readonly stop: AbortSignal
  /** It has changed how some of them fare: told of all. */
  readonly onStandings: (standings: readonly Standing[]) => void
}

/** How the record of an EventBus fares that names a server. */
export interface Standing {
  readonly namespace: string
  readonly bus: string
  /** What keeps it from its server; undefined: nothing. */
  readonly trouble: Trouble | undefined
}

/** The records of all EventBuses that name a server of somebody else. */
export class OutsideRecords implements AsyncDisposable {
  readonly #deps: OutsideRecordsDeps
  readonly #links = new Links()
  readonly #running = new Map<string, OutsideRecord>()
  #wanted: ReadonlyMap<string, OutsideBus> = new Map()
  #following: Promise<void> = Promise.resolve()

  constructor(deps: OutsideRecordsDeps) {
    this.#deps = deps
  }

  /** Takes over what is in force. */
  follow(objects: readonly RegistryObject[]): void {
    const buses = objects.flatMap((object) => (object.kind === 'EventBus' ? (outsideBusOf(object) ?? []) : []))
    this.#wanted = new Map(buses.map((bus) => [`${bus.namespace}/${bus.name}`, bus]))
    this.#following = this.#following.then(() => this.#bring()).catch((error: unknown) => this.#failed(error))
  }

  /** Resolves when what was begun has come to its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#following
    await Promise.all([...this.#running.values()].map((record) => record[Symbol.asyncDispose]()))
  }

  async #bring(): Promise<void> {
    const { stop } = this.#deps
    const wanted = this.#wanted
    for (const [key, record] of this.#running) {
      if (wanted.has(key)) continue
      this.#running.delete(key)
      await record[Symbol.asyncDispose]()
      await this.#removeConsumer(key)
    }
    // Whoever does not lead any more must not begin.
    if (stop.aborted) return
    const installation = wanted.size === 0 ? '' : await this.#installation()
    for (const [key, bus] of wanted) {
      const known = this.#running.get(key)
      if (known === undefined) this.#running.set(key, this.#begin(bus, installation))
      else known.change(bus)
    }
    this.#tell()
  }

  #begin(bus: OutsideBus, installation: string): OutsideRecord {
    const { bus: own, secrets, telemetry, ackWaitMs } = this.#deps
    const events = outsideEvents(telemetry, bus)
    const onTrouble = (): void => this.#tell()
    return new OutsideRecord(bus, { bus: own, secrets, links: this.#links, installation, ackWaitMs, onTrouble, events })
  }

  /** Nobody else has it, and it stays the same as long as the registry does. */
  async #installation(): Promise<string> {
    const { created } = await this.#deps.bus.manager.streams.info(`KV_${registryBucket}`)
    return created
  }

  /** The record stays on this installation alone from now on, or is gone with its stream. */
  async #removeConsumer(key: string): Promise<void> {
    const [namespace = '', name = ''] = key.split('/')
    try {
      await this.#deps.bus.manager.consumers.delete(eventsStream(namespace, name), outsideConsumer)
    } catch (error) {
      if (!(error instanceof JetStreamApiError)) throw error
    }
  }

  #tell(): void {
    const standings = [...this.#running].map(([key, { trouble }]): Standing => {
      const [namespace = '', bus = ''] = key.split('/')
      return { namespace, bus, trouble }
    })
    this.#deps.onStandings(standings)
  }

  #failed(error: unknown): void {
    this.#deps.telemetry.log.error('The records on other servers could not be looked after', { error })
  }
}
