import { isMultiple } from '../parse/ast.ts'
import type { AssignNode, Expression, IndexNode, Target } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import { Cell } from '../run/function.ts'
import { listOf } from '../value.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import { ended } from './completion.ts'
import type { Evaluate, Execute } from './prototype.ts'
import { operationAt } from './site.ts'
import type { Store } from './store.ts'
import { assignKept, compileStore, storeIndex } from './store.ts'

/*
 * An assignment to several targets happens as gopher-lua's registers have it, which scripts can tell from Lua's manual:
 *
 * - A value for a local variable goes there at once, so that `a, b = b, a` of locals gives both the old b. What a call or a table
 *   constructor gives is kept in a register too, and stored again at the end.
 * - Everything else is kept in registers and stored when all is known, from right to left; each target takes the register before.
 * - A local variable that goes into a table has no register of its own, yet it counts as one: what is left of it takes the wrong one.
 */

/** The registers of an assignment: objects and keys of tables, then values. */
type Registers = Value[]

/** Evaluates something of a target before the values. */
type Prepare = (frame: Frame, registers: Registers) => void
/** Evaluates the value of a target. */
type Load = (frame: Frame, registers: Registers) => void
/** Stores; gives how many registers are left. */
type Finish = (frame: Frame, registers: Registers, left: number) => number

/** Where a piece is: in a register, or in a variable that is looked at last. */
type Source = { readonly register: number } | { readonly late: Evaluate } | { readonly constant: Value }

export function compileMultipleAssignment(node: AssignNode, compiler: Compiler): Execute {
  const assignment = new Assignment(node, compiler)
  const prepares: Prepare[] = []
  const places = node.targets.map((target) => assignment.place(target, prepares))
  const loads: Load[] = []
  const finishes = assignment.values(places, loads)
  const count = assignment.count
  return (frame) => {
    const registers: Registers = []
    for (const prepare of prepares) prepare(frame, registers)
    for (const load of loads) load(frame, registers)
    let left = count
    for (let at = finishes.length - 1; at >= 0; at--) left = finishes[at]?.(frame, registers, left) ?? left
    return ended
  }
}

type Place =
  | { readonly kind: 'variable'; readonly store: Store; readonly isLocal: boolean }
  | { readonly kind: 'table'; readonly object: Source; readonly key: Source; readonly target: IndexNode }

class Assignment {
  count = 0
  readonly #node: AssignNode
  readonly #compiler: Compiler

  constructor(node: AssignNode, compiler: Compiler) {
    this.#node = node
    this.#compiler = compiler
  }

  place(target: Target, prepares: Prepare[]): Place {
    if (target.kind !== 'index')
      return { kind: 'variable', store: compileStore(target), isLocal: target.kind === 'local' }
    const object: Source =
      target.object.kind === 'local' ? { late: this.#expression(target.object) } : this.#keep(target.object, prepares)
    return { kind: 'table', object, key: this.#keep(target.key, prepares), target }
  }

  /** Gives what is to be done at the end, by target. */
  values(places: readonly Place[], loads: Load[]): Finish[] {
    const { values } = this.#node
    const finishes: Finish[] = []
    for (let at = 0; at < places.length; at++) {
      const place = places[at]
      const value = values[at]
      if (place === undefined) break
      if (value !== undefined && at === values.length - 1 && isMultiple(value)) {
        for (const [offset, each] of places.slice(at).entries())
          finishes.push(this.#finish(each, { register: this.count + offset }))
        this.#spread(value, places.length - at, loads)
        break
      }
      finishes.push(this.#single(place, value, loads))
    }
    for (const extra of values.slice(places.length)) {
      const evaluate = this.#expression(extra)
      loads.push((frame) => void evaluate(frame))
    }
    return finishes
  }

  #expression(node: Expression): Evaluate {
    return this.#compiler.expression(node)
  }

  #keep(node: Expression, steps: Prepare[]): Source {
    const evaluate = this.#expression(node)
    const register = this.count++
    steps.push((frame, registers) => {
      registers[register] = evaluate(frame)
    })
    return { register }
  }

  /** The last value may be many. */
  #spread(node: Expression, wanted: number, loads: Load[]): void {
    const evaluate = this.#compiler.multiple(node)
    const from = this.count
    this.count += wanted
    loads.push((frame, registers) => {
      const given = listOf(evaluate(frame))
      for (let at = 0; at < wanted; at++) registers[from + at] = given[at]
    })
  }

  #single(place: Place, value: Expression | undefined, loads: Load[]): Finish {
    const node = value ?? { kind: 'nil', line: 0 }
    if (place.kind === 'variable' && place.isLocal) return this.#local(place.store, node, loads)
    if (place.kind === 'table') {
      if (node.kind === 'local') return this.#finish(place, { late: this.#expression(node) })
      if (node.kind === 'number' || node.kind === 'string') return this.#finish(place, { constant: node.value })
    }
    return this.#finish(place, this.#keep(node, loads))
  }

  #local(store: Store, node: Expression, loads: Load[]): Finish {
    if (node.kind === 'logical') {
      const assign = assignKept(store, node, this.#compiler)
      loads.push((frame) => void assign(frame))
      return (_frame, _registers, left) => left
    }
    const call = node.kind === 'single' ? node.operand : node
    const evaluate = this.#expression(node)
    if (call.kind !== 'call' && call.kind !== 'method' && call.kind !== 'table') {
      loads.push((frame) => store(frame, evaluate(frame)))
      return (_frame, _registers, left) => left
    }
    const register = this.count++
    loads.push((frame, registers) => {
      registers[register] = evaluate(frame)
      store(frame, registers[register])
    })
    return this.#storeVariable(store)
  }

  #finish(place: Place, source: Source): Finish {
    if (place.kind === 'variable') return this.#storeVariable(place.store)
    const { object, key, target } = place
    const site = operationAt(target.line)
    const uses = 'constant' in source ? 0 : 1
    return (frame, registers, left) => {
      const table = read(object, frame, registers)
      const at = read(key, frame, registers)
      const value = read(source, frame, registers)
      frame.site = site
      storeIndex(frame, table, at, value)
      return left - uses
    }
  }

  /** A variable takes the register that is next, which may not be its own, nor even one of the assignment. */
  #storeVariable(store: Store): Finish {
    const { firstFree } = this.#node
    return (frame, registers, left) => {
      const next = left - 1
      store(frame, next >= 0 ? registers[next] : variableIn(frame, firstFree + next))
      return next
    }
  }
}

function read(source: Source, frame: Frame, registers: Registers): Value {
  if ('late' in source) return source.late(frame)
  return 'constant' in source ? source.constant : registers[source.register]
}

function variableIn(frame: Frame, slot: number): Value {
  const content = frame.slots[slot]
  return content instanceof Cell ? content.value : content
}
