import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileCondition } from './condition.ts'
import type { Condition } from './condition.ts'
import { decide, evolve, forgetBefore, initialState } from './join.ts'
import type { Decision, JoinState } from './join.ts'

const names = ['a', 'b', 'c']

function conditionOf(text: string): Condition {
  const condition = compileCondition(text, names)
  if (condition.kind === 'fault') throw new Error(condition.message)
  return condition
}

const term = fc.constantFrom(...names)
const texts = fc.oneof(
  fc.tuple(term, fc.constantFrom('&&', '||'), term).map((parts) => parts.join(' ')),
  fc.tuple(term, fc.constantFrom('&&', '||'), term, fc.constantFrom('&&', '||'), term).map((parts) => parts.join(' ')),
  fc.tuple(term, term, term).map(([a, b, c]) => `(${a} || ${b}) && ${c}`),
  fc.tuple(term, term, term).map(([a, b, c]) => `(${a} && ${b}) || ${c}`),
)

function run(condition: Condition, arrivals: readonly string[]): [Decision<number>, JoinState<number>][] {
  let state: JoinState<number> = initialState
  return arrivals.map((dependency, at) => {
    const decision = decide(condition, state, { dependency, event: at, at })
    state = evolve(state, decision)
    return [decision, state]
  })
}

describe('properties of any join', () => {
  const walks = fc.tuple(texts, fc.array(fc.constantFrom('a', 'b', 'c', 'unknown'), { maxLength: 20 }))

  test('it fires exactly when the conditions hold for what is kept and what arrives', () => {
    fc.assert(
      fc.property(walks, ([text, arrivals]) => {
        const condition = conditionOf(text)
        let before: JoinState<number> = initialState
        for (const [index, [decision, after]] of run(condition, arrivals).entries()) {
          const arrived = arrivals[index] ?? ''
          const kept = before
          const holds = condition.holds((name) => name === arrived || kept.has(name))
          const listens = condition.dependencies.includes(arrived)
          expect(decision.kind).toBe(!listens ? 'ignore' : holds ? 'fire' : 'wait')
          before = after
        }
      }),
    )
  })

  test('it hands over the newest event of each dependency, and none twice', () => {
    fc.assert(
      fc.property(walks, ([text, arrivals]) => {
        const handedOver = run(conditionOf(text), arrivals).flatMap(([decision]) =>
          decision.kind === 'fire' ? [...decision.events] : [],
        )
        for (const [dependency, event] of handedOver) expect(arrivals[event]).toBe(dependency)
        expect(new Set(handedOver.map(([, event]) => event)).size).toBe(handedOver.length)
      }),
    )
  })

  test('it keeps only events it waits with, and nothing without an &&', () => {
    fc.assert(
      fc.property(walks, ([text, arrivals]) => {
        const condition = conditionOf(text)
        for (const [, state] of run(condition, arrivals)) {
          expect([...state.keys()].every((name) => condition.dependencies.includes(name))).toBe(true)
          if (!condition.joins) expect(state).toBe(initialState)
        }
      }),
    )
  })
})

test('an event replaces an older one of its dependency', () => {
  const [, , [last]] = run(conditionOf('a && b'), ['a', 'a', 'b']) as [unknown, unknown, [Decision<number>, unknown]]
  expect(last).toEqual({
    kind: 'fire',
    events: new Map([
      ['a', 1],
      ['b', 2],
    ]),
  })
})

test('an event kept for the other side of an || goes along, and is gone then', () => {
  const walk = run(conditionOf('(a && b) || c'), ['a', 'c', 'b'])
  expect(walk[1]?.[0]).toEqual({
    kind: 'fire',
    events: new Map([
      ['a', 0],
      ['c', 1],
    ]),
  })
  expect(walk[2]?.[0]).toMatchObject({ kind: 'wait', missing: ['a'] })
})

test('a reset that was missed forgets what is older', () => {
  const state: JoinState<string> = new Map([
    ['a', { event: 'x', at: 100 }],
    ['b', { event: 'y', at: 200 }],
  ])
  expect([...forgetBefore(state, 200).keys()]).toEqual(['b'])
  expect(forgetBefore(state, 100)).toBe(state)
})
