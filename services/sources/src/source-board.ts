import type { Bus } from '@millrace/bus'
import { wallClockUs, type DeliveryPublisher } from '@millrace/deliveries'
import type { KubeClient } from '@millrace/kube'
import type { EventSourceExpressions } from '@millrace/languages/expr'
import { openLeases, type Leases } from '@millrace/leases'
import type { RegistryObject, SourceReporter, SourceState } from '@millrace/registry'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { randomUUID } from 'node:crypto'
import type { SourcesConfig } from './config.ts'
import { labelsOf, SourceEvents } from './events.ts'
import { Memories } from './memory.ts'
import { runSource } from './run-source.ts'
import { SourceFault } from './source-fault.ts'
import type { Source, SourceWorld } from './source.ts'
import { pulledTypes, sourceTypes } from './source-types.ts'
import { teller } from './teller.ts'
import { isSameSource, wantedSources, type WantedSource } from './wanted-sources.ts'

/** Lines about leases are this far apart at least. Milliseconds. */
const repeatMs = 30_000

export interface BoardDeps {
  readonly bus: Bus
  readonly publisher: DeliveryPublisher
  readonly telemetry: ServiceTelemetry
  readonly expressions: EventSourceExpressions
  readonly kube: () => Promise<KubeClient>
  readonly stop: AbortSignal
  /** Where it is told how each source fares. */
  readonly reporter: Pick<SourceReporter, 'put' | 'forget'>
}

/** The sources that the manifests want, each run by the replica that has its lease. */
export class SourceBoard implements AsyncDisposable {
  readonly #config: SourcesConfig
  readonly #deps: BoardDeps
  readonly #nowUs = wallClockUs()
  #wanted: ReadonlyMap<string, WantedSource> = new Map()
  /** Aborted when the settings of a source that runs here change: it begins again with the new ones. */
  readonly #changed = new Map<string, AbortController>()
  #opening: Promise<{ readonly leases: Leases; readonly memories: Memories }> | undefined
  #ended: Promise<void> | undefined
  #faultToldMs = -Infinity

  constructor(config: SourcesConfig, deps: BoardDeps) {
    this.#config = config
    this.#deps = deps
  }

  /** Takes over what the registry holds. */
  follow(objects: Iterable<RegistryObject>): void {
    const before = this.#wanted
    this.#wanted = wantedSources(objects, pulledTypes)
    for (const [key, source] of before) {
      const now = this.#wanted.get(key)
      if (now === undefined) this.#deps.telemetry.metrics.forget(labelsOf(source.target))
      else if (!isSameSource(source, now)) this.#changed.get(key)?.abort()
    }
    // An installation without such events has no leases to renew.
    if (this.#wanted.size === 0 && this.#opening === undefined) return
    this.#opening ??= this.#open()
    this.#opening.then(
      ({ leases }) => leases.want(this.#wanted.keys()),
      (error: unknown) => {
        if (!this.#deps.stop.aborted) this.#deps.telemetry.log.error('Sources cannot be divided', { error })
      },
    )
  }

  /** Ends all sources, lets what they told be stored, and gives their leases back. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= (async () => {
      const opened = await this.#opening?.catch(() => undefined)
      await opened?.leases[Symbol.asyncDispose]()
    })()
    return this.#ended
  }

  async #open() {
    const { bus, stop, telemetry } = this.#deps
    const { replicas, leaseMs, forgetMs } = this.#config
    const memories = await Memories.open(bus, replicas, stop)
    const leases = await openLeases({
      bus,
      replicas,
      stop,
      group: 'sources',
      identity: randomUUID(),
      times: { leaseMs, giveUpMs: (leaseMs * 2) / 3, beatMs: leaseMs / 3, graceMs: leaseMs, forgetMs },
      work: {
        run: (key, held) => this.#run(key, held, memories),
        forget: (key) => memories.forget(key),
      },
      onFault: (error) => this.#leaseFault(error),
    })
    telemetry.metrics.probe('millrace_sources_held', {}, () => leases.held.length)
    return { leases, memories }
  }

  #leaseFault(error: unknown): void {
    const nowMs = performance.now()
    if (nowMs - this.#faultToldMs < repeatMs) return
    this.#faultToldMs = nowMs
    this.#deps.telemetry.log.warn('Leases of sources could not be dealt with; it is tried again', { error })
  }

  /** Runs a source, with its new settings after each change, until it is another's. */
  async #run(key: string, held: AbortSignal, memories: Memories): Promise<void> {
    while (!held.aborted) {
      const wanted = this.#wanted.get(key)
      if (wanted === undefined) return untilAborted(held)
      const changed = new AbortController()
      this.#changed.set(key, changed)
      const stop = AbortSignal.any([held, changed.signal])
      const { namespace, eventSource, eventName } = wanted.target
      const place = { namespace, eventSource, eventName }
      const report = (state: SourceState['state'], error: string): void =>
        this.#deps.reporter.put({ ...place, state, error, errorAtUs: error === '' ? 0 : this.#nowUs() })
      const events = new SourceEvents(this.#deps.telemetry, wanted, report)
      const open = () => ({ tell: this.#teller(wanted, events), source: this.#source(wanted) })
      const context = { memory: memories.of(key), stop, nowMs: () => this.#nowUs() / 1_000 }
      await runSource(open, context, events)
      this.#deps.reporter.forget(place)
    }
    this.#changed.delete(key)
  }

  #source(wanted: WantedSource): Source {
    const { kube, expressions } = this.#deps
    const { objectsMax, objectBytesMax } = this.#config
    const world: SourceWorld = { kube, bounds: { objectsMax, objectBytesMax }, filter: expressions.filter }
    const open = sourceTypes[wanted.declared.type]
    if (open === undefined) throw new SourceFault('settings-invalid', `${wanted.field} is of no type that is pulled`)
    return open(wanted, world)
  }

  #teller(wanted: WantedSource, events: SourceEvents) {
    const { publisher, telemetry, expressions } = this.#deps
    const { filter } = { filter: undefined, ...wanted.declared.event }
    const expression = filter !== undefined && 'expression' in filter ? filter.expression : undefined
    const compiled = <T>(field: string, text: string | undefined, compile: (text: string) => T): T | undefined => {
      if (text === undefined) return undefined
      try {
        return compile(text)
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : 'it does not compile'
        throw new SourceFault('settings-invalid', `${field}: ${reason}`)
      }
    }
    return teller(wanted, {
      publisher,
      telemetry,
      events,
      nowUs: this.#nowUs,
      filter: compiled(`${wanted.field}.filter.expression`, expression, expressions.filter),
      idOf: compiled('the annotation for delivery ids', wanted.idExpression, expressions.deliveryId),
    })
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
