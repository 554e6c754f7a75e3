import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHistory } from './http-target/history.ts'
import { spawnHttpTarget } from './spawn-http-target.fixture.ts'
import { tempFolder } from './temp-folder.ts'

test('a target in its own process, killed hard, has told all it did and honours its keys after a restart', async () => {
  await using folder = await tempFolder()
  const historyFile = join(folder.path, 'history.jsonl')
  await using target = await spawnHttpTarget({ historyFile, bodyId: 'event.id' })
  const call = async (): Promise<number> => {
    const init = { method: 'POST', headers: { 'idempotency-key': 'k1' }, body: '{"event":{"id":"e1"}}' }
    return (await fetch(target.url, init)).status
  }
  expect(await call()).toBe(200)
  await target.process.kill()
  expect(readHistory(historyFile)).toMatchObject([{ seq: 1, key: 'k1', bodyId: 'e1', effect: 'applied' }])
  await target.process.restart()
  expect(await call()).toBe(200)
  expect(await target.control.report()).toMatchObject({ calls: 2, effects: 1, doubledKeys: [] })
  await target.control.fault({ kind: 'status', status: 500, lasting: { forCalls: 1 } })
  expect(await call()).toBe(500)
  await target.process.stop()
  expect(await target.process.exited).toBe(0)
})
