import { setNativeSteps } from '../run/call-steps.ts'
import { Coroutine } from '../run/coroutine.ts'
import { Native } from '../run/function.ts'
import { caught } from '../run/protect.ts'
import type { Runtime } from '../run/runtime.ts'
import { none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkFunction, typeError } from './arguments.ts'
import { library } from './library.ts'

/** In a coroutine it hands its arguments over, and gives what the coroutine is resumed with. */
const yieldFunction = setNativeSteps(
  new Native('yield', (runtime) => {
    throw runtime.raise(
      runtime.coroutine === undefined
        ? 'can not yield from outside of a coroutine'
        : 'can not yield across a metamethod or a library function that calls back',
    )
  }),
  function* (_runtime, args) {
    return yield args
  },
)

export const coroutineLibrary = library(
  {
    create: (runtime, args) => new Coroutine(runtime, checkFunction(runtime, args, 1)),
    running: (runtime) => runtime.coroutine,
    status: (runtime, args) => checkThread(runtime, args).status,
  },
  { yield: yieldFunction, resume: new Native('resume', resume, true), wrap: new Native('wrap', wrap) },
)

function checkThread(runtime: Runtime, args: Value[]): Coroutine {
  const [value] = args
  if (!(value instanceof Coroutine)) throw typeError(runtime, args, 1, 'thread')
  return value
}

function resume(runtime: Runtime, args: Value[]): Results {
  const coroutine = checkThread(runtime, args)
  if (coroutine.refusal !== undefined) return [false, coroutine.refusal]
  try {
    return [true, ...coroutine.resume(runtime, args.slice(1))]
  } catch (error) {
    return [false, caught(runtime, error).value]
  }
}

/** A function that resumes, and passes errors on. */
function wrap(runtime: Runtime, args: Value[]): Results {
  const coroutine = new Coroutine(runtime, checkFunction(runtime, args, 1))
  return new Native(
    'wrapped',
    (runtime, given) => {
      if (coroutine.refusal !== undefined) throw runtime.raise(coroutine.refusal)
      const results = coroutine.resume(runtime, given)
      return results.length === 0 ? none : results
    },
    true,
  )
}
