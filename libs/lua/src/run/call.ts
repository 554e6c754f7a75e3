import { bodyEnd } from '../compile/completion.ts'
import { callDepthMax } from '../limits.ts'
import { first, none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { Frame, NativeLevel } from './frame.ts'
import type { Level, Slot } from './frame.ts'
import { Closure, Native, isFunction } from './function.ts'
import type { LuaFunction } from './function.ts'
import { metamethod } from './metatable.ts'
import type { Runtime } from './runtime.ts'
import type { Thrown } from './thrown.ts'

/** Steps of a call of a library function, besides what it does. */
const nativeCost = 8
/** So many arguments are handed over in no time. */
const fewArguments = 8

/** Calls whatever can be called. */
export function call(runtime: Runtime, callee: Value, args: Value[]): Results {
  if (callee instanceof Closure) {
    const { prototype } = callee
    if (args.length > fewArguments) runtime.spend(args.length)
    return invoke(
      runtime,
      runtime.frame,
      callee,
      slotsFor(callee, args),
      prototype.isVararg ? extras(callee, args) : none,
    )
  }
  if (callee instanceof Native) return invokeNative(runtime, callee, args)
  return call(runtime, callMetamethod(runtime, callee), [callee, ...args])
}

/** What is called for a value that is no function. */
export function callMetamethod(runtime: Runtime, callee: Value): LuaFunction {
  const meta = metamethod(runtime, callee, '__call')
  if (!isFunction(meta)) throw runtime.raise('attempt to call a non-function object')
  return meta
}

export function call1(runtime: Runtime, callee: Value, args: Value[]): Value {
  return first(call(runtime, callee, args))
}

/** Slots with nothing in them, made in one go. */
export function emptySlots(size: number): Slot[] {
  // oxlint-disable-next-line unicorn/no-new-array -- a length is what is meant, and it is the fastest way to so many places
  return new Array<Slot>(size)
}

/** The slots of a call's frame, with the arguments in place. */
export function slotsFor({ prototype }: Closure, args: readonly Value[], size = prototype.slotCount): Slot[] {
  const slots = emptySlots(size)
  const count = Math.min(prototype.parameterCount, args.length)
  for (let at = 0; at < count; at++) slots[at] = args[at]
  return slots
}

export function extras({ prototype }: Closure, args: Value[]): Value[] {
  return args.length > prototype.parameterCount ? args.slice(prototype.parameterCount) : none
}

/** Steps of coming back from so deep. */
const overflowCost = 2_000

function overflow(runtime: Runtime): Thrown {
  runtime.spend(overflowCost)
  return runtime.raise('stack overflow')
}

/** Runs a function of the script whose arguments are in the slots. */
export function invoke(
  runtime: Runtime,
  parent: Level | undefined,
  closure: Closure,
  slots: Slot[],
  varargs: Value[],
): Results {
  const { prototype } = closure
  if (runtime.depth >= callDepthMax) throw overflow(runtime)
  runtime.depth++
  runtime.steps -= prototype.cost
  if (runtime.steps < 0) throw runtime.exhausted()
  const frame = new Frame(runtime, closure, slots, varargs, parent)
  runtime.frame = frame
  const completion = prototype.body(frame)
  const results =
    completion === bodyEnd.returned
      ? frame.results
      : completion === bodyEnd.tailCall
        ? finishTail(runtime, frame)
        : none
  runtime.frame = parent
  runtime.depth--
  return results
}

/** The call that a frame ends with takes its place, and so on. */
function finishTail(runtime: Runtime, ended: Frame): Results {
  let frame = ended
  for (;;) {
    const callee = runtime.tailCallee
    const args = runtime.tailArguments
    if (!(callee instanceof Closure)) return callee === undefined ? none : invokeNative(runtime, callee, args)
    frame = replaceFrame(runtime, frame, callee, slotsFor(callee, args), args)
    const completion = callee.prototype.body(frame)
    if (completion === bodyEnd.returned) return frame.results
    if (completion !== bodyEnd.tailCall) return none
  }
}

/** The frame of a call that takes the place of another's. */
export function replaceFrame(runtime: Runtime, frame: Frame, callee: Closure, slots: Slot[], args: Value[]): Frame {
  const { prototype } = callee
  const next = new Frame(runtime, callee, slots, prototype.isVararg ? extras(callee, args) : none, frame.parent)
  next.tailCalls = frame.tailCalls + 1
  runtime.frame = next
  runtime.spend(prototype.cost)
  return next
}

export function invokeNative(runtime: Runtime, native: Native, args: Value[]): Results {
  if (runtime.depth >= callDepthMax) throw overflow(runtime)
  runtime.spend(nativeCost + args.length)
  runtime.called()
  if (!native.callsBack) {
    runtime.native = native
    return native.code(runtime, args)
  }
  const { frame } = runtime
  enterNative(runtime, native)
  const results = native.code(runtime, args)
  runtime.depth--
  runtime.frame = frame
  return results
}

/** Makes a library function a level of its own. */
export function enterNative(runtime: Runtime, native: Native): void {
  runtime.spend(16)
  runtime.native = native
  runtime.frame = new NativeLevel(native, runtime.frame)
  runtime.depth++
}
