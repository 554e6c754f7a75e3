import { KubeError } from '@millrace/kube'
import { expect, test } from 'vitest'
import { againOnConflict } from './again-on-conflict.ts'
import { ErrandError } from './errand.ts'

const conflict = (): ErrandError => new ErrandError('x', 'update', new KubeError('conflict', 'x'), false)

test('a conflict is tried again, five times in all; anything else goes on', async () => {
  let runs = 0
  const failing = (times: number) => () => {
    runs += 1
    return runs <= times ? Promise.reject(conflict()) : Promise.resolve('done')
  }
  expect(await againOnConflict(failing(4))).toBe('done')
  expect(runs).toBe(5)
  runs = 0
  await expect(againOnConflict(failing(9))).rejects.toBeInstanceOf(ErrandError)
  expect(runs).toBe(5)
  runs = 0
  const other = new ErrandError('x', 'update', new KubeError('forbidden', 'x'), true)
  await expect(againOnConflict(() => ((runs += 1), Promise.reject(other)))).rejects.toBe(other)
  expect(runs).toBe(1)
})
