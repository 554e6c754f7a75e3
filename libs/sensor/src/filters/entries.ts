import { failedBy, pass, rejectedBy } from './verdict.ts'
import type { FilterFault, FilterVerdict, Rejection } from './verdict.ts'

/** One entry of a list of filters, asked about an event's data. Undefined: the entry has no say. */
export type Entry = (data: string) => FilterVerdict | undefined

/**
 * Combines the entries of one list. With `and` the first that does not pass decides. With `or` the first that passes
 * decides, whatever went wrong before it; when none does, a single fault makes the whole list one.
 */
export function combine(
  entries: readonly Entry[],
  operator: string | undefined,
  none: Rejection,
): (data: string) => FilterVerdict {
  return operator === 'or' ? (data) => anyOf(entries, none, data) : (data) => allOf(entries, data)
}

function allOf(entries: readonly Entry[], data: string): FilterVerdict {
  for (const entry of entries) {
    const verdict = entry(data)
    if (verdict !== undefined && verdict.kind !== 'pass') return verdict
  }
  return pass
}

function anyOf(entries: readonly Entry[], none: Rejection, data: string): FilterVerdict {
  const faults: FilterFault[] = []
  const reasons: Rejection[] = []
  for (const entry of entries) {
    const verdict = entry(data)
    if (verdict?.kind === 'pass') return pass
    if (verdict?.kind === 'error') faults.push(verdict)
    if (verdict?.kind === 'reject') reasons.push(verdict)
  }
  return failedBy(faults) ?? rejectedBy(reasons) ?? none
}
