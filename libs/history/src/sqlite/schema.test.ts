import { tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'

test('what a transaction brings is put down in the index of words in one piece, of a file made before too', async () => {
  await using folder = await tempFolder()
  const file = join(folder.path, 'pieces.db')
  const pieces = (): unknown => {
    using database = openDatabase(file)
    const put = database.prepare('INSERT INTO words (terms) VALUES (?)')
    database.exec('BEGIN')
    for (let nth = 0; nth < 2_500; nth += 1) {
      put.run(Array.from({ length: 120 }, (_, at) => `w${((nth * 120 + at) * 7_919) % 20_011}`).join(' '))
    }
    database.exec('COMMIT')
    return database.prepare('SELECT count(DISTINCT segid) AS pieces FROM words_idx').get()?.['pieces']
  }
  expect(pieces()).toBe(1)
  {
    using older = openDatabase(file)
    older.exec(`INSERT INTO words (words, rank) VALUES ('hashsize', 1048576)`)
  }
  expect(pieces()).toBe(2)
})
