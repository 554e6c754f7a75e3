import type { Machine, Trail } from '../run/machine.ts'
import { resumeBranch } from '../run/resume.ts'
import { isTruthy } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Compiler, Label } from './compiler.ts'
import type { Scope } from './scope.ts'

export function storeValue(compiler: Compiler, slot: number): void {
  compiler.emit((machine) => {
    machine.frame.values[slot] = machine.value
  })
}

export function loadValue(compiler: Compiler, slot: number): void {
  compiler.emit((machine) => {
    machine.value = machine.frame.values[slot] ?? null
  })
}

export function setValue(compiler: Compiler, value: Value): void {
  compiler.emit((machine) => {
    machine.value = value
  })
}

/** What follows, up to `closeTrail`, is no part of a path. Gives the slot that the trail waits in. */
export function openTrail(compiler: Compiler, scope: Scope): number {
  const slot = scope.extraSlot()
  compiler.emit((machine) => {
    machine.frame.extras[slot] = machine.trail
    machine.trail = undefined
  })
  return slot
}

export function closeTrail(compiler: Compiler, slot: number): void {
  compiler.emit((machine) => {
    machine.trail = trailIn(machine, slot)
  })
}

export function trailIn(machine: Machine, slot: number): Trail | undefined {
  // Only trails are put into such a slot.
  return machine.frame.extras[slot] as Trail | undefined
}

/** Leaves a point to come back to when what follows has no more outputs. */
export function forkTo(compiler: Compiler, label: Label): void {
  compiler.emit((machine) => {
    machine.fork(resumeBranch, label.pc)
  })
}

export function backtrack(compiler: Compiler): void {
  compiler.emit(goBack)
}

function goBack(machine: Machine): void {
  machine.backtrack()
}

export function jumpUnless(compiler: Compiler, label: Label): void {
  compiler.emit((machine) => {
    if (!isTruthy(machine.value)) machine.pc = label.pc
  })
}
