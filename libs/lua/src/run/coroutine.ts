import type { Steps } from '../compile/prototype.ts'
import { coroutineDepthMax } from '../limits.ts'
import { listOf } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { callSteps } from './call-steps.ts'
import type { Level } from './frame.ts'
import type { LuaFunction } from './function.ts'
import { caught } from './protect.ts'
import type { Runtime } from './runtime.ts'

export type Status = 'suspended' | 'running' | 'normal' | 'dead'

const coroutineBytes = 1024
/** Steps. */
const createCost = 128
const resumeCost = 48
const depthCost = 8

export class Coroutine {
  readonly kind = 'thread'
  readonly callee: LuaFunction
  status: Status = 'suspended'
  #steps: Steps<Results> | undefined
  /** Where it was when it yielded. */
  #frame: Level | undefined
  #depth = 0

  constructor(runtime: Runtime, callee: LuaFunction) {
    runtime.charge(coroutineBytes)
    runtime.spend(createCost)
    this.callee = callee
  }

  /** Why it cannot be resumed, if so. */
  get refusal(): string | undefined {
    if (this.status === 'suspended') return undefined
    return this.status === 'dead' ? 'can not resume a dead thread' : 'can not resume a running thread'
  }

  /** Runs until it yields or ends. An error of the script is thrown, and the coroutine is dead. */
  resume(runtime: Runtime, args: Value[]): Value[] {
    if (runtime.coroutineDepth >= coroutineDepthMax) throw runtime.raise('stack overflow')
    // A generator hands on to the one within, and so for each call that the coroutine is in.
    runtime.spend(resumeCost + this.#depth * depthCost)
    const { frame, depth, coroutine } = runtime
    this.#switchTo(runtime, coroutine)
    try {
      this.#steps ??= callSteps(runtime, this.callee, args)
      const next = this.#steps.next(args)
      this.status = next.done === true ? 'dead' : 'suspended'
      this.#frame = runtime.frame
      this.#depth = runtime.depth
      return next.done === true ? listOf(next.value) : next.value
    } catch (error) {
      this.status = 'dead'
      throw caught(runtime, error)
    } finally {
      runtime.coroutineDepth--
      runtime.coroutine = coroutine
      runtime.frame = frame
      runtime.depth = depth
      if (coroutine !== undefined) coroutine.status = 'running'
    }
  }

  #switchTo(runtime: Runtime, resumer: Coroutine | undefined): void {
    if (resumer !== undefined) resumer.status = 'normal'
    this.status = 'running'
    runtime.coroutineDepth++
    runtime.coroutine = this
    runtime.frame = this.#frame
    runtime.depth = this.#depth
  }
}
