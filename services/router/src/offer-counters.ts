import type { CompiledTrigger, Offer } from '@millrace/sensor'
import type { Counter, Metrics } from '@millrace/telemetry'

/** Counters of one dependency of one trigger, by what was said: nothing but a look-up for each event. */
type Bound = Map<string, Counter>

/** Counts what became of events at dependencies. Counters are kept with the trigger, and go with it. */
export class OfferCounters {
  readonly #metrics: Metrics
  readonly #byTrigger = new WeakMap<CompiledTrigger, Map<string, Bound>>()

  constructor(metrics: Metrics) {
    this.#metrics = metrics
  }

  count(offer: Offer): void {
    const { trigger, dependency, acceptance } = offer
    const said = acceptance.kind === 'accepted' ? '' : filterOf(acceptance.reason)
    let ofTrigger = this.#byTrigger.get(trigger)
    if (ofTrigger === undefined) this.#byTrigger.set(trigger, (ofTrigger = new Map()))
    let bound = ofTrigger.get(dependency)
    if (bound === undefined) ofTrigger.set(dependency, (bound = new Map()))
    let counter = bound.get(said)
    if (counter === undefined) bound.set(said, (counter = this.#bind(offer, said)))
    counter.add(1)
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
