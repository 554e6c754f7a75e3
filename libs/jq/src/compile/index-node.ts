import { indexValue, sliceValue } from '../functions/index-value.ts'
import type { IndexNode, SliceNode } from '../parse/node.ts'
import type { Machine } from '../run/machine.ts'
import { checkIntact } from '../run/trail.ts'
import type { Value } from '../value/value.ts'
import { compileCondition } from './binary.ts'
import type { Compiler } from './compiler.ts'
import { loadValue, setValue, storeValue } from './emit.ts'
import type { Scope } from './scope.ts'
import { constantKey } from './constant.ts'

export function compileIndex(compiler: Compiler, node: IndexNode, scope: Scope): void {
  const { at } = node
  const key = constantKey(node.key)
  if (key !== undefined) {
    compiler.node(node.target, scope)
    compiler.emit((machine) => {
      machine.at = at
      step(machine, key, indexValue(machine.value, key, machine))
    })
    return
  }
  const [input, slot] = [scope.valueSlot(), scope.valueSlot()]
  storeValue(compiler, input)
  compileCondition(compiler, node.key, scope)
  storeValue(compiler, slot)
  loadValue(compiler, input)
  compiler.node(node.target, scope)
  compiler.emit((machine) => {
    machine.at = at
    const key = machine.frame.values[slot] ?? null
    step(machine, key, indexValue(machine.value, key, machine))
  })
}

export function compileSlice(compiler: Compiler, node: SliceNode, scope: Scope): void {
  const { at } = node
  const [input, from, to] = [scope.valueSlot(), scope.valueSlot(), scope.valueSlot()]
  storeValue(compiler, input)
  for (const [bound, slot] of [
    [node.from, from],
    [node.to, to],
  ] as const) {
    loadValue(compiler, input)
    if (bound === undefined) setValue(compiler, null)
    else compileCondition(compiler, bound, scope)
    storeValue(compiler, slot)
  }
  loadValue(compiler, input)
  compiler.node(node.target, scope)
  compiler.emit((machine) => {
    machine.at = at
    const { values } = machine.frame
    const [start, end] = [values[from] ?? null, values[to] ?? null]
    step(machine, { start, end }, sliceValue(machine.value, start, end, machine))
  })
}

/** One step down: the value changes, and so does the path if one is wanted. */
export function step(machine: Machine, key: Value, value: Value): void {
  const { trail } = machine
  if (trail !== undefined) {
    checkIntact(machine.value, trail)
    machine.trail = { key, value, parent: trail }
  }
  machine.value = value
}
