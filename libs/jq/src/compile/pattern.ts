import { expectedList, indexValue } from '../functions/index-value.ts'
import type { MemberPattern, Pattern } from '../parse/node.ts'
import type { Machine } from '../run/machine.ts'
import { checkIntact } from '../run/trail.ts'
import { isList } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Compiler } from './compiler.ts'
import { loadValue, storeValue } from './emit.ts'
import type { Scope } from './scope.ts'

/**
 * Takes the value apart. The slots of its variables are put into `variables` (a name has one slot only) and their names
 * into `own`; the scope that sees them all is given back.
 */
export function compilePattern(
  compiler: Compiler,
  pattern: Pattern,
  scope: Scope,
  variables: Map<string, number>,
  own: Set<string> = new Set(),
): Scope {
  if (pattern.kind === 'name') {
    const slot = slotOf(pattern.name, scope, variables)
    own.add(pattern.name)
    storeValue(compiler, slot)
    return scope
  }
  const whole = scope.valueSlot()
  storeValue(compiler, whole)
  if (pattern.kind === 'items') {
    pattern.items.forEach((item, at) => {
      loadValue(compiler, whole)
      const key = BigInt(at)
      compiler.emit((machine) => {
        machine.at = pattern.at
        if (machine.value !== null && !isList(machine.value)) throw expectedList(machine.value)
        step(machine, key)
      })
      compilePattern(compiler, item, scope, variables, own)
    })
    return scope
  }
  for (const member of pattern.members)
    compileMember(compiler, member, whole, scope, { variables, own, at: pattern.at })
  return scope
}

interface Names {
  readonly variables: Map<string, number>
  readonly own: Set<string>
  readonly at: number
}

function compileMember(compiler: Compiler, member: MemberPattern, whole: number, scope: Scope, names: Names): void {
  const { variables, own, at } = names
  loadValue(compiler, whole)
  if (member.key.kind === 'literal') {
    const key = member.key.value
    compiler.emit((machine) => {
      machine.at = at
      step(machine, key)
    })
  } else {
    const slot = scope.valueSlot()
    compiler.node(member.key, declare(scope, variables))
    storeValue(compiler, slot)
    loadValue(compiler, whole)
    compiler.emit((machine) => {
      machine.at = at
      step(machine, machine.frame.values[slot] ?? null)
    })
  }
  if (member.name !== undefined) {
    own.add(member.name)
    storeValue(compiler, slotOf(member.name, scope, variables))
  }
  if (member.value !== undefined) compilePattern(compiler, member.value, scope, variables, own)
}

function step(machine: Machine, key: Value): void {
  const { value, trail } = machine
  const next = indexValue(value, key, machine)
  if (trail !== undefined) {
    checkIntact(value, trail)
    machine.trail = { key, value: next, parent: trail }
  }
  machine.value = next
}

function slotOf(name: string, scope: Scope, variables: Map<string, number>): number {
  const known = variables.get(name)
  if (known !== undefined) return known
  const slot = scope.valueSlot()
  variables.set(name, slot)
  return slot
}

/** The scope that sees these variables. */
export function declare(scope: Scope, variables: ReadonlyMap<string, number>): Scope {
  let inner = scope
  for (const [name, slot] of variables) {
    inner = inner.with({ kind: 'variable', name, slot, level: scope.builder.level })
  }
  return inner
}
