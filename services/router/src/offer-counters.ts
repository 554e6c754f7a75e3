import type { CompiledTrigger, Offer } from '@millrace/sensor'
import type { Counter, Metrics } from '@millrace/telemetry'

/** A counter of one dependency of one trigger, by what was said. */
interface Bound {
  readonly dependency: string
  readonly said: string
  readonly counter: Counter
}

/** Counts what became of events at dependencies: a look-up for each event, and no name is made. */
export class OfferCounters {
  readonly #metrics: Metrics
  readonly #byTrigger = new Map<CompiledTrigger, Bound[]>()

  constructor(metrics: Metrics) {
    this.#metrics = metrics
  }

  count(offer: Offer): void {
    const { trigger, dependency, acceptance } = offer
    const said = acceptance.kind === 'accepted' ? '' : filterOf(acceptance.reason)
    const known = this.#byTrigger.get(trigger)
    // There is one for each dependency and kind of filter: so few that looking at each is the quickest.
    for (const one of known ?? []) {
      if (one.said !== said || one.dependency !== dependency) continue
      one.counter.add(1)
      return
    }
    const made = { dependency, said, counter: this.#bind(offer, said) }
    if (known === undefined) this.#byTrigger.set(trigger, [made])
    else known.push(made)
    made.counter.add(1)
  }

  /** Triggers have come and gone: those that are gone are not held on to. Counts stay. */
  forget(): void {
    this.#byTrigger.clear()
  }

  #bind({ sensor, dependency }: Offer, filter: string): Counter {
    const labels = { namespace: sensor.namespace, sensor_name: sensor.name, dependency_name: dependency }
    if (filter === '') return this.#metrics.counter('millrace_events_matched_total', labels)
    return this.#metrics.counter('millrace_events_filtered_total', { ...labels, filter })
  }
}

type Reason = Extract<Offer['acceptance'], { kind: 'rejected' }>['reason']

function filterOf(reason: Reason): string {
  return 'filter' in reason ? reason.filter : 'transform'
}
