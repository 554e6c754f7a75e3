import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Starting is over by then. Milliseconds. */
const settleAfterMs = 5_000

/**
 * Gives back the room that starting took: loading and compiling all services leaves twice as much garbage as there is of use,
 * and V8 keeps it until work makes it look again, which on an idle laptop may be never. One collection, some 100 ms, once.
 */
export function settleMemory(): Disposable {
  const timer = setTimeout(collect, settleAfterMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  // A context that is made now has what the flag exposes; it hides it again, so nothing else comes to rely on it.
  const gc: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof gc !== 'function') return
  gc()
  // The second one finds what the first has let go of, and returns the pages.
  gc({ type: 'major', flavor: 'last-resort', execution: 'sync' })
}
