import type { Bus } from '@millrace/bus'
import { busTypeOf, type Problem } from '@millrace/manifests'
import { openServiceSecrets } from '@millrace/secrets/kube'
import type { ServiceTelemetry } from '@millrace/telemetry'
import type { ControllerConfig } from './config.ts'
import type { OutsideRecords, Standing } from './outside/outside-records.ts'
import type { SyncReport } from './sync-report.ts'

export interface KeepOutsideDeps {
  readonly bus: Bus
  readonly telemetry: ServiceTelemetry
  readonly stop: AbortSignal
  /** It has changed how some of them fare: told of all. */
  readonly onStandings?: (standings: readonly Standing[]) => void
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
  #standings: readonly Standing[] = []

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
    return this.#standings.flatMap(({ namespace, bus, trouble }) => {
      const read = this.#report?.objects.find(
        ({ kind, namespace: of, name }) => kind === 'EventBus' && of === namespace && name === bus,
      )
      if (read === undefined || trouble === undefined) return []
      const { reason, message } = trouble
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
    const onStandings = (standings: readonly Standing[]): void => this.#told(standings)
    return this.#held.use(new OutsideRecords({ bus, secrets, telemetry, ackWaitMs, stop, onStandings }))
  }

  #told(standings: readonly Standing[]): void {
    const { log } = this.#deps.telemetry
    const before = new Map(this.#standings.map((one) => [keyOf(one), one.trouble]))
    for (const one of standings) {
      const { namespace, bus, trouble } = one
      const old = before.get(keyOf(one))
      if (old?.message === trouble?.message || trouble?.reason === 'Connecting') continue
      if (trouble === undefined) log.info('The record of an EventBus goes to its server', { namespace, bus })
      else log.warn('The record of an EventBus waits for its server', { namespace, bus, ...trouble })
    }
    this.#standings = standings
    this.#deps.onStandings?.(standings)
  }
}

const keyOf = ({ namespace, bus }: Standing): string => `${namespace}/${bus}`
