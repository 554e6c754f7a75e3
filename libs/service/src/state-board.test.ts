import { expect, test } from 'vitest'
import { StateBoard } from './state-board.ts'

const never = new AbortController().signal

test('a change that came between looking and waiting is not missed', async () => {
  const board = new StateBoard()
  const { version } = board
  board.set('running')
  await board.changedSince(version, never)
  expect(board.state).toBe('running')
})

test('all who wait are woken by a change, by the end, and each by its own signal', async () => {
  const board = new StateBoard()
  const both = [board.changedSince(board.version, never), board.changedSince(board.version, never)]
  board.set('running')
  await Promise.all(both)
  const closing = board.changedSince(board.version, never)
  board.close()
  await closing
  expect(board.closed).toBe(true)
  const leave = new AbortController()
  const leaving = board.changedSince(board.version, leave.signal)
  leave.abort()
  await leaving
  await board.changedSince(board.version, leave.signal)
})

test('the same state again wakes nobody', () => {
  const board = new StateBoard()
  board.set('running')
  const { version } = board
  board.set('running')
  expect(board.version).toBe(version)
})
