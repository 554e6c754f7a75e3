import type { Steps } from '../compile/prototype.ts'
import { call } from '../run/call.ts'
import { callSteps, setNativeSteps } from '../run/call-steps.ts'
import { Native, isFunction } from '../run/function.ts'
import { metamethod } from '../run/metatable.ts'
import { caught, protect } from '../run/protect.ts'
import type { Runtime } from '../run/runtime.ts'
import { typeName } from '../run/type-name.ts'
import { listOf } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkAny, checkFunction } from './arguments.ts'

export const pcall = setNativeSteps(new Native('pcall', protectedCall, true), protectedSteps)
export const xpcall = setNativeSteps(new Native('xpcall', handledCall, true), handledSteps)

/** Why a value cannot be called, if so; gopher-lua says it without a position. */
function refusalOf(runtime: Runtime, callee: Value): Value[] | undefined {
  if (isFunction(callee) || isFunction(metamethod(runtime, callee, '__call'))) return undefined
  return [false, `attempt to call a ${typeName(callee)} value`]
}

function protectedCall(runtime: Runtime, args: Value[]): Results {
  const callee = checkAny(runtime, args, 1)
  const refusal = refusalOf(runtime, callee)
  if (refusal !== undefined) return refusal
  const outcome = protect(runtime, () => call(runtime, callee, args.slice(1)))
  return outcome.isOk ? [true, ...listOf(outcome.results)] : [false, outcome.value]
}

function* protectedSteps(runtime: Runtime, args: Value[]): Steps<Results> {
  const callee = checkAny(runtime, args, 1)
  const refusal = refusalOf(runtime, callee)
  if (refusal !== undefined) return refusal
  const { frame, depth } = runtime
  try {
    return [true, ...listOf(yield* callSteps(runtime, callee, args.slice(1)))]
  } catch (error) {
    const { value } = caught(runtime, error)
    runtime.frame = frame
    runtime.depth = depth
    return [false, value]
  }
}

function handledCall(runtime: Runtime, args: Value[]): Results {
  const callee = checkFunction(runtime, args, 1)
  const handler = checkFunction(runtime, args, 2)
  const outcome = protect(runtime, () => call(runtime, callee, []))
  return outcome.isOk ? [true, ...listOf(outcome.results)] : handled(runtime, handler, outcome.value)
}

function* handledSteps(runtime: Runtime, args: Value[]): Steps<Results> {
  const callee = checkFunction(runtime, args, 1)
  const handler = checkFunction(runtime, args, 2)
  const { frame, depth } = runtime
  try {
    return [true, ...listOf(yield* callSteps(runtime, callee, []))]
  } catch (error) {
    const { value } = caught(runtime, error)
    runtime.frame = frame
    runtime.depth = depth
    return handled(runtime, handler, value)
  }
}

/** What the handler makes of an error, or the error that it raises itself. */
function handled(runtime: Runtime, handler: Value, value: Value): Value[] {
  const outcome = protect(runtime, () => call(runtime, handler, [value]))
  return [false, outcome.isOk ? listOf(outcome.results)[0] : outcome.value]
}
