import type { BenchRun } from './bench-run.ts'
import { measure, type Measured } from './measure.ts'
import { median } from './median.ts'
import { check, type Check } from './result.ts'

/** A second sensor on the event of base, which refuses each one: with decisions on, each event has one that is stored. */
const refusing = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: refuses, namespace: argo-events }
spec:
  dependencies:
    - name: push
      eventSourceName: hook
      eventName: push
      filters:
        data: [{ path: body.ref, type: string, value: ["^refs/nowhere/"] }]
  triggers: [{ template: { name: log, log: {} } }]
`

/** As they follow one another: so that a machine that becomes slower or faster does so for both. */
const rounds = ['on', 'off', 'off', 'on', 'on', 'off'] as const
type Kind = (typeof rounds)[number]

const load = {
  name: 'decisions',
  about: '',
  manifests: 'base',
  more: refusing,
  sync: 'lazy',
  connections: 256,
  durationS: 8,
  checks: () => [],
} as const

/** Who has to do with decisions: who makes them, who stores them, who reads them. */
const involved = ['router', 'nats-server', 'admin']

/** What it costs to store why an event fired nothing, as a share of all that an event of base costs. */
export async function measureDecisions(run: BenchRun): Promise<readonly Check[]> {
  const measured: Record<Kind, Measured[]> = { on: [], off: [] }
  for (const kind of rounds) {
    const settings = { MILLRACE_FILTERED_DECISIONS_PERCENT: kind === 'on' ? '100' : '0' }
    const one = await measure({ ...load, settings }, run)
    if (one === null) throw new Error('an event has no effect')
    run.say(
      `  decisions ${kind}: ${one.cpuPer1k.toFixed(3)} CPU-ms an event, ${costOf(one).toFixed(4)} of it in ${involved.join(', ')}`,
    )
    measured[kind].push(one)
  }
  const on = median(measured.on.map(costOf))
  const off = median(measured.off.map(costOf))
  const all = median(measured.off.map(({ cpuPer1k }) => cpuPer1k))
  return [
    check('all processes without decisions, CPU-ms an event', all),
    check('router, NATS and admin, a decision stored for each event, CPU-ms an event', on),
    check('router, NATS and admin, none stored, CPU-ms an event', off),
    check('what storing it costs, % of all that an event costs', ((on - off) / all) * 100, { max: 2 }),
    ...(['on', 'off'] as const).map((kind) =>
      check(`end to end with decisions ${kind}, events/s`, median(measured[kind].map(({ gen }) => gen.e2e_per_s ?? 0))),
    ),
  ]
}

function costOf({ processes }: Measured): number {
  return processes.filter(({ name }) => involved.includes(name)).reduce((sum, { cpuPer1k }) => sum + cpuPer1k, 0)
}
