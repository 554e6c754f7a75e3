import type { Bus } from '@millrace/bus'
import { busTypeOf, type Problem } from '@millrace/manifests'
import { openServiceSecrets } from '@millrace/secrets/kube'
import type { ServiceTelemetry } from '@millrace/telemetry'
import type { ControllerConfig } from './config.ts'
import type { OutsideRecords, OutsideTrouble } from './outside/outside-records.ts'
import type { SyncReport } from './sync-report.ts'

export interface KeepOutsideDeps {
  readonly bus: Bus
  readonly telemetry: ServiceTelemetry
  readonly stop: AbortSignal
  /** What keeps records from their servers has changed. */
  readonly onTroubles?: (troubles: readonly OutsideTrouble[]) => void
}

/**
 * Takes the records of EventBuses to the servers that these name, if any do: until then nothing is loaded for it, and no Secret
 * is read. Disposing of it waits for what was begun.
 */
export class KeepOutside implements AsyncDisposable {
  readonly #config: ControllerConfig
  readonly #deps: KeepOutsideDeps
  readonly #held = new AsyncDisposableStack()
  #records: Promise<OutsideRecords> | undefined
  #report: SyncReport | undefined
  #troubles: readonly OutsideTrouble[] = []

  constructor(config: ControllerConfig, deps: KeepOutsideDeps) {
    this.#config = config
    this.#deps = deps
  }

  /** Takes over what is in force. */
  readonly report = (report: SyncReport): void => {
    this.#report = report
    const isWanted = report.inForce.some(
      (object) => object.kind === 'EventBus' && busTypeOf(object) === 'jetstreamExotic',
    )
    if (!isWanted && this.#records === undefined) return
    this.#records ??= this.#open()
    this.#records.then(
      (records) => records.follow(report.inForce),
      (error: unknown) => {
        // Tried again with the next report.
        this.#records = undefined
        this.#deps.telemetry.log.error('The records on other servers cannot be looked after', { error })
      },
    )
  }

  /** What is wrong at the moment, at the objects that it is about. */
  get problems(): readonly Problem[] {
    return this.#troubles.flatMap(({ namespace, bus, reason, message }) => {
      const read = this.#report?.objects.find(
        ({ kind, namespace: of, name }) => kind === 'EventBus' && of === namespace && name === bus,
      )
      if (read === undefined) return []
      const { file, line, column } = read
      const path = 'spec.jetstreamExotic'
      const what = `${reason}: its record waits on this installation: ${message}`
      return [{ severity: 'warning', code: 'suspect', file, line, column, path, message: what } as const]
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#records?.catch(() => undefined)
    await this.#held.disposeAsync()
  }

  async #open(): Promise<OutsideRecords> {
    const { ackWaitMs, defaultNamespace, kube, manifests, secretFolders } = this.#config
    const { bus, telemetry, stop } = this.#deps
    const { OutsideRecords } = await import('./outside/outside-records.ts')
    const folders = kube === 'off' ? { moreManifests: manifests, namespaceDefault: defaultNamespace } : {}
    const places = { manifests: '', secretFolders, kube, ...folders }
    const secrets = this.#held.use(await openServiceSecrets(places, telemetry.log))
    const onTroubles = (troubles: readonly OutsideTrouble[]): void => this.#told(troubles)
    return this.#held.use(new OutsideRecords({ bus, secrets, telemetry, ackWaitMs, stop, onTroubles }))
  }

  #told(troubles: readonly OutsideTrouble[]): void {
    const { log } = this.#deps.telemetry
    const textOf = (one: OutsideTrouble): string => `${one.namespace}/${one.bus} ${one.reason} ${one.message}`
    const before = new Set(this.#troubles.map(textOf))
    const now = new Set(troubles.map(textOf))
    for (const one of troubles) {
      if (before.has(textOf(one)) || one.reason === 'Connecting') continue
      const { namespace, bus, reason, message } = one
      log.warn('The record of an EventBus waits for its server', { namespace, bus, reason, message })
    }
    for (const { namespace, bus, reason } of this.#troubles.filter((one) => !now.has(textOf(one)))) {
      if (troubles.some((one) => one.namespace === namespace && one.bus === bus)) continue
      log.info('The record of an EventBus is on its server', { namespace, bus, after: reason })
    }
    this.#troubles = troubles
    this.#deps.onTroubles?.(troubles)
  }
}
