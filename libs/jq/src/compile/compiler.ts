import type { Definition, Node } from '../parse/node.ts'
import { libraryDefinition } from '../prelude.ts'
import type { Instruction, Unit } from '../run/machine.ts'
import { compileFunction } from './function.ts'
import type { Pure } from './pure.ts'
import { Scope } from './scope.ts'

/** A place in the code that is known later. */
export interface Label {
  pc: number
}

/** Whether a call is the last thing that a function does; known when the code is whole. */
export interface Tail {
  isTail: boolean
}

/** Gathers the code of a program: the outermost function first, then those that were asked for. */
export class Compiler {
  readonly code: Instruction[] = []
  /** What was found out about nodes that are single values. */
  readonly pures = new Map<Node, Pure | undefined>()
  readonly #library = new Map<string, Unit | undefined>()
  readonly #pending: (() => void)[] = []
  readonly #calls = new Map<number, Tail>()
  readonly #jumps = new Map<number, Label>()
  readonly #returns = new Set<number>()

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
    for (let pc = at; ; ) {
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
    const unit: Unit | undefined = definition === undefined ? undefined : { entry: -1 }
    this.#library.set(id, unit)
    if (definition !== undefined && unit !== undefined) {
      // Level -1: its frame has no other around it.
      const scope = new Scope({ level: -1, values: 0, extras: 0 })
      this.later(() => compileFunction(this, definition, unit, scope))
    }
    return unit
  }
}
