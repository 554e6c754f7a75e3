import type { ServiceName } from '@millrace/bench'
import type { Component, Fault, Scenario } from './scenario.ts'

const onTheRoad = ['ingest', 'dedup', 'router', 'trigger-executor'] as const satisfies readonly ServiceName[]
const components = [...onTheRoad, 'nats-server', 'redis-server'] as const satisfies readonly Component[]

export const ratePerSDefault = 500
const copiesMax = 3
const killTimes = 20
/** Longer than the lease and the wait for an ack: what stood still comes back to find its work taken over. */
const freezeMs = 40_000
const outageMs = 5_000
const absenceMs = 15_000
const backlogDeliveries = 60_000
/** Fast enough to gather the backlog within a minute. */
const backlogRatePerS = 3_000

/** Short leases: what a killed replica held is taken over within the scenario, again and again. */
const quickTakeover = { MILLRACE_ACK_WAIT: '5s', MILLRACE_LEASE: '5s' }
const asShipped = {}

const calm = (forMs: number): Fault => ({ kind: 'calm', forMs })

/** The long form, one fault each; `ratePerS` deliveries a second, each sent one to three times. */
export function longScenarios(ratePerS: number): readonly Scenario[] {
  const base = { ratePerS, copiesMax, settings: quickTakeover, settleMaxMs: 180_000 }
  const target = (how: string, fault: Extract<Fault, { kind: 'target' }>['fault']): Scenario => ({
    ...base,
    name: `target-${how}`,
    faults: [calm(2_000), { kind: 'target', fault, forMs: outageMs }, calm(2_000)],
  })
  const lasting = { forMs: outageMs }
  return [
    ...components.map((of) => ({
      ...base,
      name: `kill-${of}`,
      faults: [calm(1_000), kills(of, killTimes), calm(2_000)],
    })),
    ...components.map((of) => ({
      ...base,
      name: `freeze-${of}`,
      settings: asShipped,
      faults: [calm(2_000), { kind: 'freeze', of, forMs: freezeMs } as const, calm(2_000)],
    })),
    target('answers-503', { kind: 'status', status: 503, lasting }),
    target('drops-before', { kind: 'drop', when: 'before-effect', lasting }),
    target('drops-after', { kind: 'drop', when: 'after-effect', lasting }),
    ...onTheRoad.map((of) => ({
      ...base,
      name: `absence-of-${of}`,
      faults: [calm(2_000), { kind: 'absence', of, until: { ms: absenceMs } } as const, calm(2_000)],
    })),
    {
      ...base,
      name: 'backlog-60000',
      ratePerS: backlogRatePerS,
      copiesMax: 1,
      settleMaxMs: 300_000,
      faults: [{ kind: 'absence', of: 'trigger-executor', until: { acked: backlogDeliveries } }],
    },
  ]
}

/** Every kind of fault and every component in one run of about a minute, for `npm test`. */
export const shortScenario: Scenario = {
  name: 'short',
  ratePerS: 120,
  copiesMax,
  settings: { MILLRACE_ACK_WAIT: '3s', MILLRACE_LEASE: '3s' },
  settleMaxMs: 60_000,
  faults: [
    ...components.map((of) => kills(of, 2)),
    { kind: 'freeze', of: 'trigger-executor', forMs: 5_000 },
    // First, while no breaker is open: without calls there would be nothing to repeat.
    {
      kind: 'target',
      fault: { kind: 'drop', when: 'after-effect', lasting: { forMs: 1_000 } },
      forMs: 1_000,
    },
    { kind: 'target', fault: { kind: 'status', status: 503, lasting: { forMs: 1_000 } }, forMs: 1_000 },
    calm(1_000),
  ],
}

/** Some come while the process still starts, some when it has worked for a while. */
function kills(of: Component, times: number): Fault {
  return { kind: 'kills', of, times, gapMinMs: 300, gapMaxMs: 3_000 }
}
