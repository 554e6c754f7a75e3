import { expect, test } from 'vitest'
import { CostYardstick } from './cost-ratio.ts'

const adds = (count: number) => (): void => {
  let sum = 0
  for (let nth = 0; nth < count; nth += 1) sum += Math.sin(nth)
  expect(sum).not.toBeNaN()
}

test('what costs ten times as much is found out, and what costs as much is not', () => {
  const yardstick = new CostYardstick(adds(300_000))
  expect(yardstick.ratioOf(adds(300_000), 4).ratio).toBeLessThanOrEqual(4)
  const ten = yardstick.ratioOf(adds(3_000_000), 4)
  expect(ten.ratio).toBeGreaterThan(4)
  expect(ten.ms / ten.yardMs).toBe(ten.ratio)
})
