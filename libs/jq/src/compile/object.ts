import { setMember } from '@millrace/value'
import type { Entry, ObjectNode } from '../parse/node.ts'
import { Fault } from '../run/fault.ts'
import { indexValue } from '../functions/index-value.ts'
import { described } from '../value/preview.ts'
import type { Dict, Value } from '../value/value.ts'
import type { Compiler } from './compiler.ts'
import { loadValue, setValue, storeValue } from './emit.ts'
import { step } from './index-node.ts'
import type { Scope } from './scope.ts'

/** The first entry's outputs are the outermost loop. */
export function compileObject(compiler: Compiler, { entries, at }: ObjectNode, scope: Scope): void {
  if (entries.length === 0) return setValue(compiler, {})
  const input = scope.valueSlot()
  storeValue(compiler, input)
  const slots = entries.map((entry) => compileEntry(compiler, entry, input, scope))
  compiler.emit((machine) => {
    const { values } = machine.frame
    machine.at = at
    machine.budget.items(slots.length)
    machine.value = objectOf(
      slots.map(({ key }) => values[key] ?? null),
      slots.map(({ value }) => values[value] ?? null),
    )
  })
}

function compileEntry(
  compiler: Compiler,
  entry: Entry,
  input: number,
  scope: Scope,
): { readonly key: number; readonly value: number } {
  const slots = { key: scope.valueSlot(), value: scope.valueSlot() }
  loadValue(compiler, input)
  compiler.node(entry.key, scope)
  storeValue(compiler, slots.key)
  loadValue(compiler, input)
  if (entry.value !== undefined) compiler.node(entry.value, scope)
  else {
    compiler.emit((machine) => {
      const key = machine.frame.values[slots.key] ?? null
      step(machine, key, indexValue(machine.value, key, machine))
    })
  }
  storeValue(compiler, slots.value)
  return slots
}

/** Of entries with the same key the last one stays. */
export function objectOf(keys: readonly Value[], values: readonly Value[]): Dict {
  const object: Record<string, Value> = {}
  // Of several bad keys it is the last one that is reported.
  for (let at = keys.length - 1; at >= 0; at--) nameOf(keys[at] ?? null)
  keys.forEach((key, at) => setMember(object, nameOf(key), values[at] ?? null))
  return object
}

function nameOf(key: Value): string {
  if (typeof key !== 'string') throw new Fault(`expected a string for object key but got: ${described(key)}`)
  return key
}
