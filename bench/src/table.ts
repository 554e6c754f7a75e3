import type { Check, Result } from './result.ts'

/** The checks of one scenario as lines for a terminal. */
export function checkLines(checks: readonly Check[]): readonly string[] {
  const width = Math.max(...checks.map(({ figure }) => figure.length))
  return checks.map((one) => {
    const value = String(one.value).padStart(10)
    return `  ${one.figure.padEnd(width)}  ${value}  ${one.target.padEnd(9)} ${verdictOf(one)}`.trimEnd()
  })
}

/** What the processes and the wire had to do, as lines for a terminal. */
export function costLines({ processes = [], traffic, othersCores = 0 }: Result): readonly string[] {
  const rows = processes.map(
    ({ name, cpuPer1k, rssMb, wakeUpsPerEvent }) =>
      `  ${name.padEnd(18)} ${String(cpuPer1k).padStart(8)} CPU-s/1,000  ${String(rssMb).padStart(5)} MB  ${String(wakeUpsPerEvent).padStart(8)} wake-ups/event`,
  )
  if (traffic === undefined) return rows
  const redis = Object.entries(traffic.redis).map(([name, calls]) => `${name} ${calls}`)
  return [
    ...rows,
    `  NATS in ${traffic.natsIn}, out ${traffic.natsOut} an event; Redis ${redis.join(', ')} an event`,
    `  others kept ${othersCores} cores busy meanwhile`,
  ]
}

export function verdictOf({ passed }: Check): string {
  if (passed === null) return ''
  return passed ? 'PASS' : 'MISS'
}
