import { expect, test } from 'vitest'
import { nextState } from './service-state.ts'
import type { Input, State } from './service-state.ts'

/** Every state and every input: a state or an input that is added does not compile until it is decided here. */
const table: Record<State, Record<Input, State>> = {
  starting: {
    started: 'running',
    stop: 'draining',
    ended: 'starting',
    released: 'starting',
    fault: 'failed',
    overdue: 'starting',
  },
  running: {
    started: 'running',
    stop: 'draining',
    ended: 'failed',
    released: 'running',
    fault: 'failed',
    overdue: 'running',
  },
  draining: {
    started: 'draining',
    stop: 'draining',
    ended: 'draining',
    released: 'drained',
    fault: 'failed',
    overdue: 'failed',
  },
  drained: {
    started: 'drained',
    stop: 'drained',
    ended: 'drained',
    released: 'drained',
    fault: 'drained',
    overdue: 'drained',
  },
  failed: {
    started: 'failed',
    stop: 'failed',
    ended: 'failed',
    released: 'failed',
    fault: 'failed',
    overdue: 'failed',
  },
}

const cases = Object.entries(table).flatMap(([state, row]) =>
  Object.entries(row).map(([input, next]) => [state as State, input as Input, next] as const),
)

test.each(cases)('%s, %s: %s', (state, input, next) => {
  expect(nextState(state, input)).toBe(next)
})
