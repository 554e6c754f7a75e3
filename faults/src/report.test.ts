import { expect, test } from 'vitest'
import type { Violation } from './judge.ts'
import { report } from './report.ts'
import { passed, type Run } from './run-scenario.ts'

const run = (scenario: string, violations: readonly Violation[] = [], faults: readonly string[] = []): Run => ({
  scenario,
  verdict: {
    deliveries: 10,
    acked: 9,
    sends: 21,
    targets: [
      { trigger: 'h', honoursKeys: true, calls: 12, effects: 9, repeats: 3, doubled: 0, markedUncertain: 2 },
      { trigger: 'i', honoursKeys: false, calls: 12, effects: 12, repeats: 0, doubled: 3, markedUncertain: 4 },
    ],
    violations,
  },
  refused: 5,
  unanswered: 6,
  faults,
  seconds: 33,
})

test('a run passes only without violations and without faults of its own', () => {
  expect(passed(run('a'))).toBe(true)
  expect(passed(run('a', [{ kind: 'lost', trigger: 'h', id: 'x' }]))).toBe(false)
  expect(passed(run('a', [], ['router-1 ended unasked']))).toBe(false)
})

test('the table has a line a run; below it each kind of violation with a few ids, and the count of all', () => {
  const lost = Array.from({ length: 7 }, (_, nth): Violation => ({ kind: 'lost', trigger: 'h', id: `d-${nth}` }))
  const text = report([run('kill-router'), run('kill-dedup', lost, ['router-1 ended unasked'])], 42)
  const lines = text.split('\n')
  expect(lines[0]).toBe('seed 42')
  const cells = lines.filter((line) => /^kill-\S+ +(?:PASS|FAIL)/.test(line)).map((line) => line.split(/ +/))
  expect(cells).toEqual([
    ['kill-router', 'PASS', '21', '10', '9', '5', '6', '9', '3', '12', '3', '4', '33'],
    ['kill-dedup', 'FAIL', '21', '10', '9', '5', '6', '9', '3', '12', '3', '4', '33'],
  ])
  expect(text).toContain('router-1 ended unasked')
  expect(text).toMatch(/lost: 7 .*\(trigger h\): d-0, d-1, d-2, d-3, d-4, …/)
  expect(lines.at(-1)).toBe('1 passed, 1 failed')
})
