import { tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'
import { forgetSlices, putInSlice, stretchBelow } from './slices.ts'
import { Statements } from './statements.ts'

test('slices tell where stretches of some thousand events begin, newest first', async () => {
  await using folder = await tempFolder()
  const database = openDatabase(join(folder.path, 'slices.db'))
  const statements = new Statements(database)
  const put = (from: number, count: number): void =>
    putInSlice(
      Array.from({ length: count }, (_, at) => from + at),
      statements,
    )
  const rows = (): unknown[] =>
    statements.all('SELECT lowest, highest, events FROM slice ORDER BY no').map((row) => ({ ...row }))

  put(1_000, 0)
  expect(stretchBelow(Number.MAX_SAFE_INTEGER, 1, statements)).toBe(0)
  for (let at = 10_000; at < 22_000; at += 2_000) put(at, 2_000)
  // One that came late.
  put(9_000, 1)
  expect(rows()).toEqual([
    { lowest: 10_000, highest: 15_999, events: 6_000 },
    { lowest: 16_000, highest: 21_999, events: 6_000 },
    { lowest: 9_000, highest: 9_000, events: 1 },
  ])
  expect(stretchBelow(Number.MAX_SAFE_INTEGER, 1, statements)).toBe(16_000)
  expect(stretchBelow(16_000, 1, statements)).toBe(10_000)
  expect(stretchBelow(16_000, 2, statements)).toBe(9_000)
  expect(stretchBelow(16_000, 8, statements)).toBe(0)
  forgetSlices(16_500, statements)
  expect(rows()).toEqual([{ lowest: 16_000, highest: 21_999, events: 6_000 }])
  database.close()
})
