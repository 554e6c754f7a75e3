import { expect, test } from 'vitest'
import { cpuAsked, nicenessOf } from './core-shares.ts'
import { serviceNames } from './replica.ts'

test('each process has a pod that asks for CPU', async () => {
  for (const name of [...serviceNames, 'nats-server', 'redis-server']) expect(await cpuAsked(name)).toBeGreaterThan(0)
  await expect(cpuAsked('sink')).rejects.toThrow('no pod of sink')
})

test('a tenth of the share is ten steps of niceness', () => {
  expect(nicenessOf(250, 250)).toBe(0)
  expect(nicenessOf(200, 250)).toBe(1)
  expect(nicenessOf(25, 250)).toBe(10)
  expect(nicenessOf(1, 1_000)).toBe(19)
})
