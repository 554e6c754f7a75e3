import type { Limits } from '../limits.ts'
import type { Value } from '../value.ts'
import type { Coroutine } from './coroutine.ts'
import { Frame, NativeLevel } from './frame.ts'
import type { Level } from './frame.ts'
import type { LuaFunction, Native } from './function.ts'
import type { Table } from './table.ts'
import { Exhausted, Thrown } from './thrown.ts'
import type { TypeName } from './type-name.ts'

/** What a run takes from outside. */
export interface World {
  /** Milliseconds since 1970. Without it `os.time` and the like fail. */
  readonly now?: (() => number) | undefined
  /** From 0 up to, not including, 1. Without it the numbers of `math.random` are the same in each run. */
  readonly random?: (() => number) | undefined
  /** Takes what `print` writes, a line at a time. Without it, it is dropped. */
  readonly print?: ((line: string) => void) | undefined
  /** Called when a run begins; what it gives says whether the run has had its time. Without it, steps alone end a run. */
  readonly timeLimit?: (() => () => boolean) | undefined
}

/** Steps, and calls of library functions, after which a run looks at the time. */
const looks = { steps: 20_000, calls: 16 } as const

/** The state of one run of a script. */
export class Runtime {
  readonly limits: Limits
  readonly world: World
  /** Set by `openLibraries`. */
  readonly globals: Table
  /** Those of all values of a type; tables and userdata have their own. */
  readonly metatables = new Map<TypeName, Table>()
  /** Modules by name, for `require`. */
  loaded: Table | undefined
  loaders: Table | undefined
  /** The environment that `setfenv(0)` sets and that loaded chunks begin with. */
  threadEnvironment: Table
  steps: number
  memory: number
  frame: Level | undefined
  /** How many calls the coroutine, or the main program, is in. */
  depth = 0
  /** The library function that was called last. */
  native: Native | undefined
  coroutine: Coroutine | undefined
  coroutineDepth = 0
  /** The call that a frame ends with, between its end and the call. */
  tailCallee: LuaFunction | undefined
  tailArguments: Value[] = []
  /** For `math.random`, when a script has set a seed or nobody has given numbers. */
  seeded: (() => number) | undefined
  readonly #startedAtMs: number
  readonly #isOver: (() => boolean) | undefined
  /** The time is looked at when no more steps are left than this. */
  #lookAt: number
  #callsToLook: number = looks.calls
  readonly #addresses = new WeakMap<object, string>()
  #nextAddress = 0xc000100000

  constructor(globals: Table, limits: Limits, world: World) {
    this.globals = globals
    this.threadEnvironment = globals
    this.limits = limits
    this.world = world
    this.steps = limits.steps
    this.memory = limits.memoryBytes
    this.#startedAtMs = world.now?.() ?? 0
    this.#isOver = world.timeLimit?.()
    this.#lookAt = Math.max(0, limits.steps - looks.steps)
  }

  spend(steps: number): void {
    this.steps -= steps
    if (this.steps < this.#lookAt) this.look()
  }

  /** A library function is called: one step may be a long one. */
  called(): void {
    this.#callsToLook -= 1
    if (this.#callsToLook === 0) this.look()
  }

  /** Whether there are steps and time left. */
  look(): void {
    if (this.steps < 0) throw this.exhausted()
    this.#lookAt = Math.max(0, this.steps - looks.steps)
    this.#callsToLook = looks.calls
    if (this.#isOver?.() !== true) return
    this.steps = -1
    throw new Exhausted('time', 'the script used up its time: look for what takes long')
  }

  exhausted(): Exhausted {
    this.steps = -1
    return new Exhausted('steps', `the script used up its ${this.limits.steps} steps: look for an endless loop`)
  }

  charge(bytes: number): void {
    this.memory -= bytes
    if (this.memory >= 0) return
    this.memory = -1
    throw new Exhausted('memory', `the script used up its ${this.limits.memoryBytes} bytes of memory`)
  }

  /** Before a string of so many bytes is made. */
  chargeString(length: number): void {
    this.charge(32 + length)
    this.spend(length >> 6)
  }

  /** An error with the position of the nearest function of the script. */
  raise(message: string): Thrown {
    const frame = this.nearest(this.frame)
    return new Thrown(`${positionOf(frame)} ${message}`, frame?.site.line ?? 0)
  }

  nearest(level: Level | undefined): Frame | undefined {
    let at = level
    while (at instanceof NativeLevel) at = at.parent
    return at
  }

  /** The level so many calls up from a library function, which itself is level 0 and may not be on the stack. */
  levelAt(count: number): Level | 'leaf' | undefined {
    const isOwn = this.frame instanceof NativeLevel && this.frame.native === this.native
    let level = isOwn ? this.frame : undefined
    let left = count
    if (!isOwn) {
      if (left <= 0) return 'leaf'
      left--
      level = this.frame
    }
    for (; left > 0 && level !== undefined; level = level.parent) {
      left--
      if (level instanceof Frame) left -= level.tailCalls
    }
    if (left === 0) return level
    return this.#bottom()
  }

  #bottom(): Level | undefined {
    let level = this.frame
    while (level?.parent !== undefined) level = level.parent
    return level
  }

  /** What the script calls the library function that runs now. */
  nativeName(): string {
    const level = this.frame
    const caller = level instanceof NativeLevel && level.native === this.native ? level.parent : level
    return caller instanceof Frame ? caller.site.name : '(anonymous)'
  }

  /** Milliseconds since 1970. */
  nowMs(): number {
    const { now } = this.world
    if (now === undefined) throw this.raise('there is no clock')
    return now()
  }

  /** Seconds since the run began. */
  clock(): number {
    return (this.nowMs() - this.#startedAtMs) / 1000
  }

  /** What stands for an object's address in texts; the same for each run. */
  address(object: object): string {
    let address = this.#addresses.get(object)
    if (address === undefined) {
      address = `0x${this.#nextAddress.toString(16)}`
      this.#nextAddress += 0x40
      this.#addresses.set(object, address)
    }
    return address
  }
}

/** `<string>:1:`, or nothing when no function of the script is on the stack. */
export function positionOf(frame: Frame | undefined): string {
  return frame === undefined ? '' : `${frame.closure.prototype.chunkName}:${frame.site.line}:`
}
