import { eventsStream, routerConsumer, workflowEventsStream, type Bus, type Consumption } from '@millrace/bus'
import { defaultBusName } from '@millrace/manifests'
import type { RegistrySnapshot } from '@millrace/registry'
import type { RouterConfig } from './config.ts'
import { route, type RouteDeps } from './route.ts'

/** One consumption for each EventBus that the registry names, and one for the Workflows event API. */
export class Buses implements AsyncDisposable {
  readonly #bus: Bus
  readonly #config: RouterConfig
  readonly #deps: RouteDeps
  readonly #onFault: (fault: unknown) => void
  readonly #running = new Map<string, Promise<Consumption | undefined>>()

  constructor(bus: Bus, config: RouterConfig, deps: RouteDeps, onFault: (fault: unknown) => void) {
    this.#bus = bus
    this.#config = config
    this.#deps = deps
    this.#onFault = onFault
  }

  follow({ objects }: RegistrySnapshot): void {
    this.#have(workflowEventsStream)
    for (const object of objects.values()) {
      // Bindings have a record of their own, that of the Workflows event API.
      if (object.kind === 'WorkflowEventBinding') continue
      const { namespace, name } = object.metadata
      const bus = object.kind === 'EventBus' ? name : (object.spec.eventBusName ?? defaultBusName)
      this.#have(eventsStream(namespace, bus))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running.values()].map(async (running) => (await running)?.[Symbol.asyncDispose]()))
  }

  #have(stream: string): void {
    if (!this.#running.has(stream)) this.#running.set(stream, this.#consume(stream))
  }

  async #consume(stream: string): Promise<Consumption | undefined> {
    const { ackWaitMs, inFlightMax } = this.#config
    const { stop } = this.#deps
    try {
      // The controller makes the stream; until then this waits.
      await this.#bus.ensureConsumer(stream, routerConsumer(ackWaitMs), stop)
    } catch (fault) {
      if (!stop.aborted) this.#onFault(fault)
      return undefined
    }
    const options = { stream, consumer: 'router', inFlightMax, ackWaitMs, onFault: this.#onFault }
    return this.#bus.consume(options, (message) => route(message, this.#deps))
  }
}
