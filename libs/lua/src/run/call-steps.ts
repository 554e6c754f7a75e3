import { returned, tailCall } from '../compile/completion.ts'
import type { Steps } from '../compile/prototype.ts'
import { callDepthMax } from '../limits.ts'
import { none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { callMetamethod, enterNative, extras, invokeNative, replaceFrame, slotsFor } from './call.ts'
import { Frame } from './frame.ts'
import { Closure } from './function.ts'
import type { Native } from './function.ts'
import type { Runtime } from './runtime.ts'

/** How a library function runs in a coroutine, if it may yield or call what yields. */
export type NativeSteps = (runtime: Runtime, args: Value[]) => Steps<Results>

const steppedNatives = new WeakMap<Native, NativeSteps>()

/** Says how a library function runs in a coroutine. */
export function setNativeSteps(native: Native, steps: NativeSteps): Native {
  steppedNatives.set(native, steps)
  return native
}

/** A generator costs more than a call. */
const stepsCost = 16

/** `call` within a coroutine. */
export function* callSteps(runtime: Runtime, callee: Value, args: Value[]): Steps<Results> {
  if (callee instanceof Closure) {
    if (runtime.depth >= callDepthMax) throw runtime.raise('stack overflow')
    runtime.depth++
    runtime.spend(callee.prototype.cost + stepsCost)
    const parent = runtime.frame
    const { isVararg, steps } = callee.prototype
    const slots = slotsFor(callee, args, steps.slotCount)
    const frame = new Frame(runtime, callee, slots, isVararg ? extras(callee, args) : none, parent)
    runtime.frame = frame
    const completion = yield* steps.execute(frame)
    let results: Results = completion === returned ? frame.results : none
    if (completion === tailCall) results = yield* finishTailSteps(runtime, frame)
    runtime.frame = parent
    runtime.depth--
    return results
  }
  if (typeof callee !== 'object' || callee.kind !== 'function') {
    return yield* callSteps(runtime, callMetamethod(runtime, callee), [callee, ...args])
  }
  const steps = steppedNatives.get(callee)
  if (steps === undefined) return invokeNative(runtime, callee, args)
  runtime.spend(4)
  const { frame, depth } = runtime
  enterNative(runtime, callee)
  const results = yield* steps(runtime, args)
  runtime.frame = frame
  runtime.depth = depth
  return results
}

/** The call that a frame ends with takes its place, and so on. */
function* finishTailSteps(runtime: Runtime, ended: Frame): Steps<Results> {
  let frame = ended
  for (;;) {
    const callee = runtime.tailCallee
    const args = runtime.tailArguments
    if (!(callee instanceof Closure)) return yield* callSteps(runtime, callee, args)
    const { steps } = callee.prototype
    frame = replaceFrame(runtime, frame, callee, slotsFor(callee, args, steps.slotCount), args)
    const completion = yield* steps.execute(frame)
    if (completion === returned) return frame.results
    if (completion !== tailCall) return none
  }
}
