import { expect, test } from 'vitest'
import { createLife } from './life.ts'
import type { State } from './service-state.ts'

test('a watcher is told at once and of each change, until it leaves', () => {
  const life = createLife()
  const seen: State[] = []
  const watching = life.watch((state) => seen.push(state))
  life.move('started')
  life.move('started')
  life.drain()
  watching[Symbol.dispose]()
  life.move('released')
  expect(seen).toEqual(['starting', 'running', 'draining'])
  expect(life.state).toBe('drained')
})

test('readiness turns before the loops hear of the end', () => {
  const life = createLife()
  const order: string[] = []
  life.stop.addEventListener('abort', () => order.push('stop'))
  life.watch((state) => order.push(state))
  life.drain()
  life.drain()
  expect(order).toEqual(['starting', 'draining', 'stop'])
})

test('a fault stops the loops too', () => {
  const life = createLife()
  life.move('fault')
  expect([life.state, life.stop.aborted]).toEqual(['failed', true])
})
