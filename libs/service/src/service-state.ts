/** Where a service stands. `drained` and `failed` are the ends. */
export type State = 'starting' | 'running' | 'draining' | 'drained' | 'failed'

/**
 * What moves it: `started` its start has returned; `stop` somebody asked it to end; `ended` its loops have ended;
 * `released` all it held is disposed of; `fault` something threw; `overdue` draining took longer than its bound.
 */
export type Input = 'started' | 'stop' | 'ended' | 'released' | 'fault' | 'overdue'

/** The next state. Pure and total: an input that has no meaning in a state leaves it. */
export function nextState(state: State, input: Input): State {
  switch (state) {
    case 'starting':
      return fromStarting(input)
    case 'running':
      return fromRunning(input)
    case 'draining':
      return fromDraining(input)
    case 'drained':
    case 'failed':
      return state
    default:
      return state satisfies never
  }
}

function fromStarting(input: Input): State {
  if (input === 'started') return 'running'
  if (input === 'stop') return 'draining'
  return input === 'fault' ? 'failed' : 'starting'
}

function fromRunning(input: Input): State {
  if (input === 'stop') return 'draining'
  // Loops that end unasked are a fault: the service would look alive and do nothing.
  return input === 'fault' || input === 'ended' ? 'failed' : 'running'
}

function fromDraining(input: Input): State {
  if (input === 'released') return 'drained'
  return input === 'fault' || input === 'overdue' ? 'failed' : 'draining'
}
