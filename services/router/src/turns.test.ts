import { expect, test } from 'vitest'
import { Turns, turnMs } from './turns.ts'

/** A clock and an event loop by hand. */
function scene() {
  let nowMs = 0
  const due: (() => void)[] = []
  const turns = new Turns(
    () => nowMs,
    (act) => due.push(act),
  )
  const round = async (): Promise<number> => {
    const acts = due.splice(0)
    for (const act of acts) act()
    await Promise.resolve()
    return acts.length
  }
  return { turns, round, pass: (ms: number) => void (nowMs += ms), due }
}

test('whoever is quick never waits, and each round of the loop begins anew', async () => {
  const { turns, round, pass } = scene()
  for (let nth = 0; nth < 5; nth += 1) {
    expect(turns.over()).toBeUndefined()
    pass(turnMs - 1)
    expect(turns.over()).toBeUndefined()
    await round()
  }
})

test('of many that take long one goes on in each round, in the order in which they gave way', async () => {
  const { turns, round, pass } = scene()
  const told: string[] = []
  const work = async (name: string): Promise<void> => {
    for (let part = 0; part < 3; part += 1) {
      const pause = turns.over()
      if (pause !== undefined) await pause
      told.push(`${name}${part}`)
      pass(turnMs)
    }
  }
  const all = ['a', 'b', 'c'].map((name) => work(name))
  expect(told).toEqual(['a0'])
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const before = told.length
    await round()
    expect(told.length - before).toBeLessThanOrEqual(1)
  }
  await Promise.all(all)
  expect(told).toEqual(['a0', 'a1', 'b0', 'c0', 'a2', 'b1', 'c1', 'b2', 'c2'])
})

test('what comes while others wait has its time if the round has some left, and the loop is left alone in the end', async () => {
  const { turns, round, pass, due } = scene()
  expect(turns.over()).toBeUndefined()
  pass(turnMs)
  const first = turns.over()
  expect(first).toBeDefined()
  await round()
  await first
  expect(turns.over()).toBeUndefined()
  while ((await round()) > 0);
  expect(due).toEqual([])
})
