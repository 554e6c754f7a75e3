import { indexValue, sliceValue } from '../functions/index-value.ts'
import type { IndexNode, Node, SliceNode } from '../parse/node.ts'
import type { Machine } from '../run/machine.ts'
import { checkIntact } from '../run/trail.ts'
import type { Value } from '../value/value.ts'
import { compileCondition } from './binary.ts'
import { compileNode } from './compile.ts'
import type { Compiler } from './compiler.ts'
import { loadValue, setValue, storeValue } from './emit.ts'
import type { Scope } from './scope.ts'
import { constantNumber } from './sign.ts'

export function compileIndex(compiler: Compiler, node: IndexNode, scope: Scope): void {
  const { at } = node
  const key = constantKey(node.key)
  if (key !== undefined) {
    compileNode(compiler, node.target, scope)
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
  compileNode(compiler, node.target, scope)
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
  compileNode(compiler, node.target, scope)
  compiler.emit((machine) => {
    machine.at = at
    const { values } = machine.frame
    const [start, end] = [values[from] ?? null, values[to] ?? null]
    step(machine, { start, end }, sliceValue(machine.value, start, end, machine))
  })
}

/** One step down: the value changes, and so does the path if one is wanted. */
function step(machine: Machine, key: Value, value: Value): void {
  const { trail } = machine
  if (trail !== undefined) {
    checkIntact(machine.value, trail)
    machine.trail = { key, value, parent: trail }
  }
  machine.value = value
}

/** A key that is a literal. What follows a literal within the brackets is not looked at, as in the original. */
export function constantKey(key: Node): string | number | bigint | undefined {
  const number = constantNumber(key)
  if (number !== undefined) return number
  if (key.kind === 'literal') return typeof key.value === 'string' ? key.value : undefined
  const target = suffixTarget(key)
  return target === undefined ? undefined : constantKey(target)
}

/** What a step stands after. */
export function suffixTarget(node: Node): Node | undefined {
  if (node.kind === 'index' || node.kind === 'slice') return node.isSuffix ? node.target : undefined
  return node.kind === 'iterate' && node.target.kind !== 'identity' ? node.target : undefined
}
