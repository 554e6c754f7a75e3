import { expect, test } from 'vitest'
import { tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { termsOf } from '../query.ts'
import { matchOf } from './match.ts'
import { openDatabase } from './open-database.ts'
import { Statements } from './statements.ts'

test('what the index of words is asked', async () => {
  await using folder = await tempFolder()
  const database = openDatabase(join(folder.path, 'words.db'))
  const statements = new Statements(database)
  const words = ['shipped', 'shipping', 'order', ...Array.from({ length: 1_000 }, (_, nth) => `many${nth}`)]
  statements.run('INSERT INTO words (rowid, terms) VALUES (?, ?)', 1, words.join(' '))
  const asked = (text: string) => matchOf(termsOf({ text, limit: 1 }), ['xkplace'], statements)

  const exact = { isExact: true, isNothing: false, phrases: 0, terms: 3 }
  expect(asked('order 12')).toEqual({ ...exact, match: '"order" AND "12" AND "xkplace"' })
  expect(asked('"order shipped" now')).toEqual({
    ...exact,
    terms: 4,
    phrases: 1,
    match: '"now" AND ("order shipped") AND "xkplace"',
  })
  expect(asked('ship*')).toEqual({ ...exact, match: '("shipped" OR "shipping") AND "xkplace"' })
  expect(asked('"order shippi*"')).toEqual({ ...exact, phrases: 1, match: '("order shipping") AND "xkplace"' })
  expect(asked('absent*')).toMatchObject({ isNothing: true })
  // Too many words begin so: the data of what the rest finds says which of them it has.
  expect(asked('many*')).toEqual({ match: '', terms: 0, phrases: 0, isExact: false, isNothing: false })
  expect(asked('"order many*"')).toMatchObject({ match: '"order" AND "xkplace"', isExact: false })
  database.close()
})
