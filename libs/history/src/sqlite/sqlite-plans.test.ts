import { tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatabaseSync } from 'node:sqlite'
import { openDatabase } from './open-database.ts'
import { sliceSql } from './slices.ts'
import { sourceSql } from './sqlite-sources.ts'
import { vocabularySql } from './vocabulary.ts'

let folder: Awaited<ReturnType<typeof tempFolder>>
let database: DatabaseSync

beforeAll(async () => {
  folder = await tempFolder()
  database = openDatabase(join(folder.path, 'plans.db'))
})

afterAll(async () => {
  database.close()
  await folder[Symbol.asyncDispose]()
})

/** The steps of SQLite's plan that read a table or an index. */
const stepsOf = (statement: string): string[] =>
  database
    .prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .all()
    .map((row) => String(row['detail']))
    .filter((step) => /^(?:SEARCH|SCAN|USE)/u.test(step) && !step.includes('(subquery'))

/**
 * How each question is found out. Of the indexes of words, `M` is the search for words, `<` and `>` are bounds that it seeks by,
 * 64 and 128 the order of numbers, highest first, which it reads in and stops; of the vocabulary 512 is the seek to a word.
 */
const plans: Readonly<Record<keyof typeof sourceSql, string>> = {
  words: 'SCAN words VIRTUAL TABLE INDEX 192:M1<>',
  fateWords: 'SCAN fate_words VIRTUAL TABLE INDEX 192:M1<>',
  listenerEnd: 'SEARCH fate USING COVERING INDEX fate_listener (listener=? AND ended=? AND event>? AND event<?)',
  end: 'SEARCH fate USING COVERING INDEX fate_ended (ended=? AND event>? AND event<?)',
  channel: 'SEARCH event USING COVERING INDEX event_channel (channel=? AND id>? AND id<?)',
  time: 'SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
  hasWords: 'SCAN words VIRTUAL TABLE INDEX 0:=M1',
  hasFateWords: 'SCAN fate_words VIRTUAL TABLE INDEX 0:=M1',
  fates: 'SEARCH fate USING PRIMARY KEY (event=?)',
  channelOf: 'SEARCH event USING INTEGER PRIMARY KEY (rowid=?)',
}

test.each(Object.entries(plans))('%s: by its index, with nothing sorted', (name, plan) => {
  // The table's keys are those of the statements.
  expect(stepsOf(sourceSql[name as keyof typeof sourceSql])).toEqual([plan])
})

test('where a stretch begins: by its index, with nothing sorted', () => {
  expect(stepsOf(sliceSql.beginBelow)).toEqual(['SEARCH slice USING COVERING INDEX slice_lowest (lowest<?)'])
})

test('words that begin so: by a seek', () => {
  const [step = ''] = stepsOf(vocabularySql)
  expect(Number(/VIRTUAL TABLE INDEX (\d+)/u.exec(step)?.[1]) & 512).toBe(512)
})
