import type { Definition, Node } from '../parse/node.ts'
import { libraryDefinition } from '../prelude.ts'
import type { Frame, Instruction, Machine, Unit } from '../run/machine.ts'
import type { Value } from '../value/value.ts'
import { Scope } from './scope.ts'

/** A node that has exactly one output, calculated in one go. Throws a Fault. No path is wanted of it. */
export type Pure = (machine: Machine, frame: Frame, value: Value) => Value

/** What compiles the parts of a program; each part comes back here for the parts within it. */
export interface Parts {
  readonly compileNode: (compiler: Compiler, node: Node, scope: Scope) => void
  readonly compileFunction: (compiler: Compiler, definition: Definition, unit: Unit, scope: Scope) => void
  readonly makePure: (compiler: Compiler, node: Node, scope: Scope) => Pure | undefined
}

/** A place in the code that is known later. */
export interface Label {
  pc: number
}

/** Whether a call is the last thing that a function does; known when the code is whole. */
export interface Tail {
  isTail: boolean
}

/** A single value is one step for a run however large it is: one of so many nodes and more pays for them. */
const paidTogether = 16
const nodesPerStep = 2

function paying(pure: Pure, nodes: number): Pure {
  const steps = Math.ceil(nodes / nodesPerStep)
  return (machine, frame, value) => {
    machine.budget.step(steps)
    return pure(machine, frame, value)
  }
}

/** Gathers the code of a program: the outermost function first, then those that were asked for. */
export class Compiler {
  readonly code: Instruction[] = []
  readonly #parts: Parts
  /** What was found out about nodes that are single values. */
  readonly #pures = new Map<Node, { readonly pure: Pure | undefined; readonly unpaid: number }>()
  /** Nodes of the single value that is being made, for which a run does not pay yet. */
  #unpaid = 0
  readonly #library = new Map<string, Unit | undefined>()
  readonly #pending: (() => void)[] = []
  readonly #calls = new Map<number, Tail>()
  readonly #jumps = new Map<number, Label>()
  readonly #returns = new Set<number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The code of a node. */
  node(node: Node, scope: Scope): void {
    this.#parts.compileNode(this, node, scope)
  }

  /** A node as a single value, if it is one. */
  pure(node: Node, scope: Scope): Pure | undefined {
    const known = this.#pures.get(node)
    if (known !== undefined) {
      this.#unpaid += known.unpaid
      return known.pure
    }
    const outside = this.#unpaid
    this.#unpaid = 1
    let pure = this.#parts.makePure(this, node, scope)
    if (pure !== undefined && this.#unpaid >= paidTogether) {
      pure = paying(pure, this.#unpaid)
      this.#unpaid = 0
    }
    const unpaid = pure === undefined ? 0 : this.#unpaid
    this.#pures.set(node, { pure, unpaid })
    this.#unpaid = outside + unpaid
    return pure
  }

  /** All of these nodes, if each is a single value. */
  pureAll(nodes: readonly Node[], scope: Scope): readonly Pure[] | undefined {
    const pures: Pure[] = []
    for (const node of nodes) {
      const pure = this.pure(node, scope)
      if (pure === undefined) return undefined
      pures.push(pure)
    }
    return pures
  }

  emit(instruction: Instruction): void {
    this.code.push(instruction)
  }

  label(): Label {
    return { pc: -1 }
  }

  place(label: Label): void {
    label.pc = this.code.length
  }

  jump(label: Label): void {
    this.#jumps.set(this.code.length, label)
    this.emit((machine) => {
      machine.pc = label.pc
    })
  }

  emitCall(make: (tail: Tail) => Instruction): void {
    const tail: Tail = { isTail: false }
    this.#calls.set(this.code.length, tail)
    this.emit(make(tail))
  }

  emitReturn(): void {
    this.#returns.add(this.code.length)
    this.emit((machine) => {
      const { frame } = machine
      machine.pc = frame.ret
      if (frame.caller !== undefined) machine.frame = frame.caller
    })
  }

  /** Has something compiled after all that is under way. */
  later(compile: () => void): void {
    this.#pending.push(compile)
  }

  finish(): void {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) next()
    for (const [at, tail] of this.#calls) tail.isTail = this.#returnsAt(at + 1)
  }

  #returnsAt(at: number): boolean {
    for (let pc = at; ;) {
      if (this.#returns.has(pc)) return true
      const target = this.#jumps.get(pc)
      // A jump leads forward only, so this ends.
      if (target === undefined) return false
      pc = target.pc
    }
  }

  libraryHas(name: string, arity: number): boolean {
    return libraryDefinition(`${name}/${arity}`) !== undefined
  }

  /** The code of a function that is defined in jq itself, compiled when it is first asked for. */
  libraryUnit(name: string, arity: number): Unit | undefined {
    const id = `${name}/${arity}`
    if (this.#library.has(id)) return this.#library.get(id)
    const definition: Definition | undefined = libraryDefinition(id)
    const unit: Unit | undefined = definition === undefined ? undefined : { entry: -1, hasSlots: true }
    this.#library.set(id, unit)
    if (definition !== undefined && unit !== undefined) {
      // Level -1: its frame has no other around it.
      const scope = new Scope({ level: -1, values: 0, extras: 0 })
      this.later(() => this.#parts.compileFunction(this, definition, unit, scope))
    }
    return unit
  }
}
