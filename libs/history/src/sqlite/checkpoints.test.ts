import { tempFolder } from '@millrace/testkit'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Checkpoints } from './checkpoints.ts'
import { Gate } from './gate.ts'
import { busyMs, openDatabase, openReader } from './open-database.ts'

const mb = 1_048_576

test('the log of changes begins anew, and waits no longer than it may for whoever reads', async () => {
  await using folder = await tempFolder()
  const file = join(folder.path, 'log.db')
  const database = openDatabase(file, () => undefined)
  const checkpoints = new Checkpoints(database, { file, gate: new Gate(), busyMs })
  const logMb = (): number => Math.round(statSync(`${file}-wal`).size / mb)
  const put = database.prepare(
    'INSERT INTO event (channel, event_id, delivery_id, received_us, traceparent, data) VALUES (1, ?, ?, 1, ?, ?)',
  )
  const write = (): void => {
    put.run('e', 'd', '', Buffer.alloc(8 * mb))
    checkpoints.afterCommit()
  }

  for (let nth = 0; nth < 3; nth += 1) write()
  expect(logMb()).toBe(24)
  write()
  expect(logMb()).toBe(0)

  const reader = openReader(file)
  reader.exec('BEGIN')
  const rows = (): unknown => reader.prepare('SELECT count(*) AS rows FROM event').get()?.['rows']
  expect(rows()).toBe(4)
  for (let nth = 0; nth < 5; nth += 1) write()
  expect(logMb()).toBe(40)
  expect(rows()).toBe(4)
  reader.exec('COMMIT')
  // Not with each transaction: the next time when it has grown by as much again.
  for (let nth = 0; nth < 2; nth += 1) write()
  expect(logMb()).toBe(56)
  write()
  expect(logMb()).toBe(0)
  expect(rows()).toBe(12)
  reader.close()
  database.close()
})
