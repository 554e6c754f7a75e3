import { tempFolder } from '@millrace/testkit'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'
import { RecentEvents } from './recent-events.ts'
import { Statements } from './statements.ts'

const event = (id: number) => ({ id, key: `key of ${id}`, isRecorded: true })

test('it has all events from its beginning on, however many come and in whichever order', async () => {
  await using folder = await tempFolder()
  using database = openDatabase(join(folder.path, 'recent.db'))
  const put = database.prepare(`INSERT INTO event (id, channel, event_id, delivery_id, received_us, traceparent)
    VALUES (?, 1, '', '', 0, '')`)
  put.run(1_000)
  const recent = new RecentEvents(new Statements(database))
  expect(recent.from).toBe(1_001)
  // Below its beginning it would not have all.
  recent.keep(event(999))
  expect(recent.get(999)).toBeUndefined()
  const written = new Set<number>()
  for (let nth = 0; nth < 160_000; nth += 1) {
    const id = 1_001 + (nth % 2 === 0 ? nth + 6 : nth - 1 < 6 ? nth : nth - 6)
    if (id < recent.from) continue
    recent.keep(event(id))
    written.add(id)
  }
  const kept = [...written].filter((id) => id >= recent.from)
  expect(kept.length).toBeGreaterThan(32_000)
  expect(kept.length).toBeLessThan(80_000)
  for (const id of kept) expect(recent.get(id)).toMatchObject(event(id))
})

test('what became of an event stays known when the event is told again; what is dropped is not remembered', async () => {
  await using folder = await tempFolder()
  using database = openDatabase(join(folder.path, 'recent.db'))
  const recent = new RecentEvents(new Statements(database))
  recent.keep({ ...event(5), isRecorded: false })
  expect(recent.get(5)).toMatchObject({ isRecorded: false, hasFates: false })
  recent.tellFate(5)
  recent.keep(event(5))
  expect(recent.get(5)).toMatchObject({ isRecorded: true, hasFates: true })
  recent.dropBelow(1)
  expect(recent.get(5)).toBeDefined()
  recent.dropBelow(6)
  expect(recent.get(5)).toBeUndefined()
})
