import type { EventRoad } from '@millrace/protocol/admin'

/** The namespaces that a road tells of: who may not look into one of them may not see it. */
export function namespacesOf({ outcomes, reasons, sightings, pending }: EventRoad): ReadonlySet<string> {
  const all = [
    ...outcomes.map(({ namespace }) => namespace),
    ...reasons.flatMap(({ listener, event }) => [listener?.namespace ?? '', event?.namespace ?? '']),
    ...sightings.map(({ namespace }) => namespace),
    ...pending.map(({ namespace }) => namespace),
  ]
  return new Set(all.filter((namespace) => namespace !== ''))
}
