import { nextState } from './service-state.ts'
import type { Input, State } from './service-state.ts'

/** One service's way from start to end, as its parts may see and move it. */
export interface Life {
  readonly state: State
  /** Aborted once the service is to end, whoever asked. */
  readonly stop: AbortSignal
  /** Asks the service to finish what it began and end. Asking again changes nothing. */
  drain(): void
  /** Calls the listener now and at each change of state, until the result is disposed of. */
  watch(listener: (state: State) => void): Disposable
}

/** A life with the inputs that only its supervisor gives. */
export interface OwnedLife extends Life {
  move(input: Input): void
}

/** A life that begins as `starting`. */
export function createLife(): OwnedLife {
  const stopping = new AbortController()
  const listeners = new Set<(state: State) => void>()
  let state: State = 'starting'
  const move = (input: Input): void => {
    const before = state
    state = nextState(state, input)
    if (state === before) return
    // Readiness turns false before the loops hear of the end, so that no new work is sent here.
    for (const listener of listeners) listener(state)
    if (state === 'draining' || state === 'failed') stopping.abort()
  }
  return {
    get state() {
      return state
    },
    stop: stopping.signal,
    drain: () => move('stop'),
    move,
    watch(listener) {
      listeners.add(listener)
      listener(state)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
  }
}
