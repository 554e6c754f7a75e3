import { eventually, tempFolder } from '@millrace/testkit'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Checkpoints } from './checkpoints.ts'
import { Gate } from './gate.ts'
import { busyMs, openDatabase, openReader } from './open-database.ts'

const mb = 1_048_576

async function opened() {
  const folder = await tempFolder()
  const file = join(folder.path, 'log.db')
  const database = openDatabase(file)
  const checkpoints = new Checkpoints(database, { file, gate: new Gate(), busyMs })
  const put = database.prepare(
    'INSERT INTO event (channel, event_id, delivery_id, received_us, traceparent, data) VALUES (1, ?, ?, 1, ?, ?)',
  )
  return {
    file,
    logMb: (): number => Math.round(statSync(`${file}-wal`).size / mb),
    write: (): void => {
      put.run('e', 'd', '', Buffer.alloc(8 * mb))
      checkpoints.afterCommit()
    },
    async [Symbol.asyncDispose]() {
      await checkpoints[Symbol.asyncDispose]()
      database.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

test('the log of changes is taken in beside what is written, and begins anew', async () => {
  await using log = await opened()
  for (let nth = 0; nth < 3; nth += 1) log.write()
  expect(log.logMb()).toBe(24)
  // Whoever writes goes on meanwhile.
  log.write()
  expect(log.logMb()).toBe(32)
  await eventually(() => {
    log.write()
    expect(log.logMb()).toBe(0)
  })
})

test('one that grows faster than it is taken in is waited for', async () => {
  await using log = await opened()
  let most = 0
  for (let nth = 0; nth < 40; nth += 1) {
    log.write()
    most = Math.max(most, log.logMb())
  }
  expect(most).toBeGreaterThanOrEqual(32)
  expect(most).toBeLessThanOrEqual(128)
})

test('whoever reads is waited for, not with each transaction, and the log grows meanwhile', async () => {
  await using log = await opened()
  log.write()
  const reader = openReader(log.file)
  reader.exec('BEGIN')
  const rows = (): unknown => reader.prepare('SELECT count(*) AS rows FROM event').get()?.['rows']
  expect(rows()).toBe(1)
  for (let nth = 0; nth < 20; nth += 1) log.write()
  expect(log.logMb()).toBeGreaterThanOrEqual(160)
  expect(rows()).toBe(1)
  reader.exec('COMMIT')
  expect(rows()).toBe(21)
  await eventually(() => {
    log.write()
    expect(log.logMb()).toBe(0)
  })
  reader.close()
})
