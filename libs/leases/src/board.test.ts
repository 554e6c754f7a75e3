import { expect, test } from 'vitest'
import { Board } from './board.ts'
import { replicaBytes } from './lease-values.ts'

test('one that said good-bye is leaving for a while, and then gone; it is never alive', () => {
  const board = new Board('g')
  const value = replicaBytes({ wants: '', isGone: true })
  board.see(new Map([[board.replicaKey('r'), { value, revision: 1 }]]), 1_000)
  expect([...board.leaving(500, 1_500)]).toEqual(['r'])
  expect([...board.leaving(500, 1_501)]).toEqual([])
  expect(board.alive(500, 1_100).size).toBe(0)
})
