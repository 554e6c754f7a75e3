import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileCondition } from './condition.ts'
import { decide, evolve, initialState } from './join.ts'
import type { JoinState } from './join.ts'

interface Vector {
  readonly id: string
  readonly input: {
    readonly conditions: string
    readonly dependencies: readonly string[]
    readonly arrivals: readonly string[]
  }
  readonly output?: unknown
}

const file = new URL('../../../../vectors/conditions/conditions.jsonl', import.meta.url)
const vectors = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector)

test('there are vectors', () => {
  expect(vectors.length).toBeGreaterThan(100)
})

test.each(vectors)('$id $input.conditions', ({ input, output }) => {
  const condition = compileCondition(input.conditions, input.dependencies)
  if (output === undefined || condition.kind === 'fault') {
    expect(condition).toMatchObject({ kind: output === undefined ? 'fault' : 'condition' })
    return
  }
  let state: JoinState<number> = initialState
  const fired = input.arrivals.map((dependency, at) => {
    const decision = decide(condition, state, { dependency, event: at, at })
    state = evolve(state, decision)
    return decision.kind === 'fire' ? [...decision.events.keys()].toSorted() : null
  })
  expect({ expression: condition.expression, dependencies: condition.dependencies.toSorted(), fired }).toEqual(output)
})
