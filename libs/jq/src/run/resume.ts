import type { Fork, Machine } from './machine.ts'

/** Takes the other branch. */
export function resumeBranch(machine: Machine): boolean {
  return machine.fault === undefined
}

/** Takes the other branch for a fault, whatever it is, and for a fault alone. */
export function resumeAlternative(machine: Machine): boolean {
  if (machine.fault === undefined) return false
  machine.fault = undefined
  return true
}

/** A fault takes longer than most steps. */
export const catchSteps = 40

/** Runs the handler with what a `try` has caught. */
export function resumeTry(machine: Machine): boolean {
  const { fault } = machine
  if (fault === undefined) return false
  if (fault.escapes > 0) {
    fault.escapes--
    return false
  }
  if (fault.kind !== 'error') return false
  machine.budget.step(catchSteps)
  machine.value = fault.payload === undefined ? fault.message : fault.payload
  machine.fault = undefined
  return true
}

/** A fault of what comes after a `try` is not for that `try`. */
export function resumeTryExit(machine: Machine): boolean {
  if (machine.fault !== undefined) machine.fault.escapes++
  return false
}

/** A break ends the label that it names, and is dealt with. */
export function resumeLabel(machine: Machine, fork: Fork): boolean {
  const { fault } = machine
  if (fault?.kind === 'break' && fault.label === fork.data && fault.escapes === 0) machine.fault = undefined
  return false
}
