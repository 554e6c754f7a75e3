import { expect, test } from 'vitest'
import { coresOfOthers, readMachineLoad } from './machine-load.ts'

test('tells what others kept busy apart from what was measured', () => {
  const before = readMachineLoad('cpu  100 0 50 900 10 0 0 0 0 0\ncpu0 1 1 1 1\n', 10)
  const after = readMachineLoad('cpu  1000 20 150 2000 90 10 20 200 0 0\n', 20)
  expect(before).toEqual({ busyS: 1.5, stolenS: 0, atS: 10 })
  expect(after).toEqual({ busyS: 12, stolenS: 2, atS: 20 })
  expect(coresOfOthers(before, after, 7.5)).toBeCloseTo(0.5)
  expect(coresOfOthers(before, after, 100)).toBe(0)
})

test('is silent where the kernel does not tell', () => {
  expect(coresOfOthers(readMachineLoad('', 1), readMachineLoad('', 2), 0)).toBe(0)
})
