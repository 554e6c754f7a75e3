import { expect, test } from 'vitest'
import { formatProblem, type Problem } from './problem.ts'

const problem: Problem = {
  severity: 'error',
  code: 'type',
  file: 'a.yaml',
  line: 7,
  column: 13,
  path: 'spec.a',
  message: 'something is wrong',
  remedy: 'put it right',
}

test('formatProblem', () => {
  expect(formatProblem(problem)).toBe('a.yaml:7:13: error: spec.a: something is wrong. Put it right')
  const { remedy: _, ...bare } = problem
  expect(formatProblem({ ...bare, path: '', line: 0, column: 0 })).toBe('a.yaml: error: something is wrong')
})
