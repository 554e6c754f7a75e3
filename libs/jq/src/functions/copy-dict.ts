import { setMember } from '@millrace/value'
import type { Budget } from '../run/budget.ts'
import { memberOf } from '../value/value.ts'
import type { Dict, Value } from '../value/value.ts'

/** Maps with more members than this are slow to copy: the engine keeps them as hash tables. */
const fastMax = 64
const stepsPerMember = 10

/** A copy to be changed. */
export function copyDict(dict: Dict, budget: Budget): Record<string, Value> {
  const keys = Object.keys(dict)
  budget.items(keys.length)
  if (keys.length <= fastMax) return { ...dict }
  budget.step(keys.length * stepsPerMember)
  const copy: Record<string, Value> = {}
  for (const key of keys) setMember(copy, key, memberOf(dict, key))
  return copy
}

/** Sets in a map of our own all members of another one. */
export function addMembers(target: Record<string, Value>, dict: Dict, budget: Budget): void {
  const keys = Object.keys(dict)
  budget.items(keys.length)
  if (keys.length > fastMax) budget.step(keys.length * stepsPerMember)
  for (const key of keys) setMember(target, key, memberOf(dict, key))
}
