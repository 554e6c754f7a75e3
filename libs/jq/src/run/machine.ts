import { BudgetError } from './budget.ts'
import type { Budget } from './budget.ts'
import { Fault } from './fault.ts'
import { working } from './payer.ts'
import type { World } from './world.ts'
import type { Value } from '../value/value.ts'

/** One step of a program. It changes the machine; `pc` is already that of the next step. */
export type Instruction = (machine: Machine) => void

/** A function's code. What is in it is known when all of the program has been compiled. */
export interface Unit {
  entry: number
  /** Whether its frames need slots at all. */
  hasSlots: boolean
}

/** A call counts for this many steps, a fork for that many: they take so much longer than other instructions. */
const callSteps = 4
const forkSteps = 2

const noClosures: readonly Closure[] = []

/** A query handed to a function, with the frame that it sees. */
export interface Closure {
  readonly unit: Unit
  readonly frame: Frame
}

/** The path taken so far, while a path is wanted: steps from the last one up. The root has no parent. */
export interface Trail {
  readonly key: Value
  readonly value: Value
  readonly parent: Trail | undefined
}

/** One call of a function. Its slots are set again and again; whoever comes back to a fork sets those it needs anew. */
export class Frame {
  readonly outer: Frame | undefined
  readonly closures: readonly Closure[]
  readonly caller: Frame | undefined
  /** Where to go on in the caller. */
  readonly ret: number
  readonly depth: number
  readonly values: Value[]
  #extras: unknown[] | undefined = undefined

  constructor(
    values: Value[],
    outer: Frame | undefined,
    closures: readonly Closure[] | undefined,
    caller: Frame | undefined,
    ret: number,
    depth: number,
  ) {
    this.values = values
    this.outer = outer
    this.closures = closures ?? noClosures
    this.caller = caller
    this.ret = ret
    this.depth = depth
  }

  /** Slots for what is no value. */
  get extras(): unknown[] {
    this.#extras ??= []
    return this.#extras
  }
}

const noValues: Value[] = []

/**
 * What to do on coming back to a fork: either go on (set `pc`, and clear a fault that is dealt with) and return true, or
 * return false to go back further.
 */
export type Resume = (machine: Machine, fork: Fork) => boolean

/** A point to come back to, with all that is to be as it was. */
export interface Fork {
  readonly resume: Resume
  readonly pc: number
  readonly value: Value
  readonly frame: Frame
  readonly trail: Trail | undefined
  readonly data: unknown
}

/** Runs a program on one input. It has no stack but its own, so that no program overflows the engine's. */
export class Machine {
  readonly budget: Budget
  readonly world: World
  /** The place in the source of what is being done; an error is shown there. */
  at = 0
  pc: number
  value: Value
  frame: Frame
  trail: Trail | undefined
  fault: Fault | undefined
  readonly forks: Fork[] = []
  readonly #code: readonly Instruction[]
  #isRunning = false
  #hasStarted = false
  #hasOutput = false

  constructor(code: readonly Instruction[], start: number, input: Value, budget: Budget, world: World) {
    this.#code = code
    this.budget = budget
    this.world = world
    this.pc = start
    this.value = input
    // The first instruction of all is the one that ends the program's outermost function.
    this.frame = new Frame([], undefined, undefined, undefined, 0, 0)
  }

  /** Runs up to the next output. Gives undefined at the end, and throws the Fault that nothing caught. */
  next(): Value | undefined {
    working(this.budget)
    this.#isRunning = true
    if (this.#hasStarted) this.backtrack()
    this.#hasStarted = true
    while (this.#isRunning) this.#runUntilFault()
    if (this.fault !== undefined) throw this.fault
    if (!this.#hasOutput) return undefined
    this.#hasOutput = false
    return this.value
  }

  #runUntilFault(): void {
    const { budget } = this
    const code = this.#code
    try {
      while (this.#isRunning) {
        if (++budget.steps > budget.lookAt) budget.look()
        // The compiler ends every function with a return, so there is always a next step.
        const step = code[this.pc++] as Instruction
        step(this)
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      this.fault = error
      this.backtrack()
    }
  }

  /** The program's outermost function has an output. */
  pause(): void {
    this.#isRunning = false
    this.#hasOutput = true
  }

  fork(resume: Resume, pc: number, data?: unknown): void {
    const { forksMax } = this.budget.bounds
    if (this.forks.length >= forksMax) throw new BudgetError('forksMax', forksMax)
    this.budget.steps += forkSteps
    this.forks.push({ resume, pc, value: this.value, frame: this.frame, trail: this.trail, data })
  }

  /** Goes back to the last fork that has something left to do. */
  backtrack(): void {
    for (;;) {
      const fork = this.forks.pop()
      if (fork === undefined) {
        this.#isRunning = false
        return
      }
      this.value = fork.value
      this.frame = fork.frame
      this.trail = fork.trail
      this.pc = fork.pc
      if (fork.resume(this, fork)) return
    }
  }

  /** Calls a function; as the last thing that its caller does, it takes its caller's place. */
  enter(unit: Unit, outer: Frame | undefined, closures: readonly Closure[] | undefined, isTail: boolean): void {
    const { frame } = this
    this.budget.steps += callSteps
    const depth = isTail ? frame.depth : frame.depth + 1
    const { callsMax } = this.budget.bounds
    if (depth > callsMax) throw new BudgetError('callsMax', callsMax)
    const values = unit.hasSlots ? [] : noValues
    this.frame = isTail
      ? new Frame(values, outer, closures, frame.caller, frame.ret, depth)
      : new Frame(values, outer, closures, frame, this.pc, depth)
    this.pc = unit.entry
  }
}
