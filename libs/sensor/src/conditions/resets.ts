import type { ConditionsReset } from '@millrace/manifests'
import { compileText } from '../compiled.ts'
import type { Compiling } from '../compiled.ts'
import type { Schedule } from '../languages.ts'

/** Compiles `template.conditionsReset`. An entry that does not compile is a problem, and the others still apply. */
export function compileResets(
  resets: readonly ConditionsReset[],
  field: string,
  compiling: Compiling,
): readonly Schedule[] {
  return resets.flatMap(({ byTime }, index) => {
    const at = `${field}[${index}].byTime.cron`
    const schedule = compileText(compiling, 'cron', at, ({ compile }) => compile(byTime.cron, byTime.timezone ?? ''))
    return schedule.kind === 'ready' ? [schedule.run] : []
  })
}

/** When what a trigger remembers is next forgotten: the earliest of its schedules. */
export function nextReset(resets: readonly Schedule[], afterMs: number): number | undefined {
  const instants = resets.flatMap(({ next }) => next(afterMs) ?? [])
  return instants.length === 0 ? undefined : Math.min(...instants)
}

/** The last reset before an instant: what was remembered before it counts no more. */
export function lastReset(resets: readonly Schedule[], beforeMs: number): number | undefined {
  const instants = resets.flatMap(({ previous }) => previous(beforeMs) ?? [])
  return instants.length === 0 ? undefined : Math.max(...instants)
}
