import { expect, test } from 'vitest'
import { eventually } from './eventually.ts'

test('a check that comes to pass answers its value', async () => {
  let calls = 0
  const value = await eventually(
    () => {
      calls += 1
      if (calls < 3) throw new Error('not yet')
      return calls
    },
    { everyMs: 1 },
  )
  expect(value).toBe(3)
})

test('false is a failure; null, 0 and nothing are not', async () => {
  let calls = 0
  await eventually(() => ++calls === 2, { everyMs: 1 })
  expect(calls).toBe(2)
  expect(await eventually(() => null)).toBeNull()
  expect(await eventually(async () => 0)).toBe(0)
  expect(await eventually(() => undefined)).toBeUndefined()
})

test('one that never passes ends with its last reason', async () => {
  let calls = 0
  const never = eventually(
    () => {
      calls += 1
      throw new Error(`failure ${calls}`)
    },
    { withinMs: 30, everyMs: 1 },
  )
  await expect(never).rejects.toThrow(/^not within 30 ms: failure \d+$/)
  await expect(never).rejects.toMatchObject({ cause: { message: `failure ${calls}` } })
  expect(calls).toBeGreaterThan(1)
  await expect(eventually(() => false, { withinMs: 0 })).rejects.toThrow('the check returned false')
})
