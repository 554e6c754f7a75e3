import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../temp-folder.ts'
import { readHistory } from './history.ts'
import type { HttpTarget } from './http-target.ts'
import { httpTarget } from './http-target.ts'
import { targetControl } from './target-control.ts'

test('a call is answered 200 and remembered in full', async () => {
  await using target = await httpTarget({ bodyId: 'event.id' })
  const response = await fetch(`${target.url}/orders?x=1`, {
    method: 'PUT',
    headers: { 'idempotency-key': 'k1', 'X-Custom': 'yes' },
    body: '{"event":{"id":"e1"}}',
  })
  expect(response.status).toBe(200)
  expect(target.calls).toHaveLength(1)
  expect(target.calls[0]).toMatchObject({
    seq: 1,
    method: 'PUT',
    path: '/orders?x=1',
    key: 'k1',
    bodyId: 'e1',
    body: '{"event":{"id":"e1"}}',
    headers: { 'x-custom': 'yes', 'idempotency-key': 'k1' },
    effect: 'applied',
    status: 200,
  })
  expect(Math.abs(Date.now() - (target.calls[0]?.atMs ?? 0))).toBeLessThan(60_000)
})

test('a repeated key has one effect when keys are honoured, and two when they are not', async () => {
  await using target = await httpTarget()
  expect(await post(target, 'k1', 'b1')).toBe(200)
  expect(await post(target, 'k1', 'b1')).toBe(200)
  expect(target.calls.map(({ effect }) => effect)).toEqual(['applied', 'repeated'])
  expect(await target.report()).toMatchObject({ calls: 2, effects: 1, doubledKeys: [] })
  await target.honourKeys(false)
  expect(await post(target, 'k1', 'b1')).toBe(200)
  expect(target.byKey.get('k1')).toEqual({ calls: 3, effects: 2 })
  expect(target.byBodyId.get('b1')).toEqual({ calls: 3, effects: 2 })
  expect(await target.report()).toMatchObject({ doubledKeys: ['k1'], doubledBodyIds: ['b1'] })
})

test('a status is answered without an effect, for as many calls as asked', async () => {
  await using target = await httpTarget()
  await target.fault({ kind: 'status', status: 503, lasting: { forCalls: 2 } })
  expect([await post(target, 'k1'), await post(target, 'k1'), await post(target, 'k1')]).toEqual([503, 503, 200])
  expect(target.byKey.get('k1')).toEqual({ calls: 3, effects: 1 })
})

test('a connection dropped before the effect did nothing; dropped after it, the caller cannot tell', async () => {
  await using target = await httpTarget()
  await target.fault({ kind: 'drop', when: 'before-effect', lasting: { forCalls: 1 } })
  await expect(post(target, 'k1')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  expect(target.byKey.get('k1')).toEqual({ calls: 1, effects: 0 })
  await target.fault({ kind: 'drop', when: 'after-effect', lasting: { forCalls: 1 } })
  await expect(post(target, 'k1')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  expect(target.byKey.get('k1')).toEqual({ calls: 2, effects: 1 })
  expect(target.calls.at(-1)).toMatchObject({ effect: 'applied', status: null })
  expect(await post(target, 'k1')).toBe(200)
  expect(target.calls.at(-1)).toMatchObject({ effect: 'repeated' })
})

test('a delayed call has had its effect before it is answered, and healing is at once', async () => {
  await using target = await httpTarget()
  await target.fault({ kind: 'delay', delayMs: 60_000, lasting: { forMs: 60_000 } })
  const impatient = new AbortController()
  const slow = fetch(target.url, { method: 'POST', headers: { 'idempotency-key': 'k1' }, signal: impatient.signal })
  await expect.poll(() => target.byKey.get('k1')).toEqual({ calls: 1, effects: 1 })
  impatient.abort()
  await expect(slow).rejects.toThrow()
  await target.heal()
  expect(await post(target, 'k2')).toBe(200)
})

test('over HTTP it is steered as from within', async () => {
  await using target = await httpTarget()
  const control = targetControl(target.url)
  await control.fault({ kind: 'status', status: 418, lasting: { forMs: 60_000 } })
  expect(await post(target, 'k1')).toBe(418)
  await control.heal()
  await control.honourKeys(false)
  await post(target, 'k1')
  await post(target, 'k1')
  expect(await control.report()).toEqual(await target.report())
  expect(await control.report()).toMatchObject({ calls: 3, effects: 2, doubledKeys: ['k1'] })
  const wrong = await fetch(`${target.url}/-/fault`, { method: 'POST', body: '{"kind":"fire"}' })
  expect(wrong.status).toBe(400)
})

test('the history file has every call in order, without secrets and bodies, and a restarted target knows its keys', async () => {
  await using folder = await tempFolder()
  const historyFile = join(folder.path, 'history.jsonl')
  {
    await using target = await httpTarget({ historyFile })
    await fetch(target.url, {
      method: 'POST',
      headers: { authorization: 'Bearer secret', 'idempotency-key': 'k1' },
      body: '{"id":"b1"}',
    })
    expect(target.calls[0]?.headers['authorization']).toBe('Bearer secret')
    await post(target, 'k1', 'b1')
  }
  await using target = await httpTarget({ historyFile })
  await post(target, 'k1', 'b1')
  const lines = readHistory(historyFile)
  expect(lines.map(({ seq, key, bodyId, effect }) => ({ seq, key, bodyId, effect }))).toEqual([
    { seq: 1, key: 'k1', bodyId: 'b1', effect: 'applied' },
    { seq: 2, key: 'k1', bodyId: 'b1', effect: 'repeated' },
    { seq: 3, key: 'k1', bodyId: 'b1', effect: 'repeated' },
  ])
  expect(JSON.stringify(lines)).not.toContain('secret')
  expect(lines[0]).toMatchObject({ bodyBytes: 11, headers: { authorization: 'withheld' } })
  expect(await target.report()).toMatchObject({ calls: 3, effects: 1 })
})

test('a last line cut short by a crash is left out, and what comes after it is whole', async () => {
  await using folder = await tempFolder()
  const historyFile = join(folder.path, 'history.jsonl')
  {
    await using target = await httpTarget({ historyFile })
    await post(target, 'k1')
  }
  await appendFile(historyFile, '{"seq":2,"key":"k')
  expect(readHistory(historyFile)).toHaveLength(1)
  await using target = await httpTarget({ historyFile })
  await post(target, 'k2')
  expect(readHistory(historyFile).map(({ seq, key }) => [seq, key])).toEqual([
    [1, 'k1'],
    [2, 'k2'],
  ])
})

test('memory keeps the latest calls only; too large a body is refused', async () => {
  await using target = await httpTarget({ callsMax: 2, bodyBytesMax: 100 })
  for (const key of ['k1', 'k2', 'k3']) await post(target, key)
  expect(target.calls.map(({ key }) => key)).toEqual(['k2', 'k3'])
  expect((await target.report()).calls).toBe(3)
  expect((await fetch(target.url, { method: 'POST', body: 'x'.repeat(101) })).status).toBe(413)
})

async function post(target: HttpTarget, key: string, id = key): Promise<number> {
  const init = { method: 'POST', headers: { 'idempotency-key': key }, body: JSON.stringify({ id }) }
  const response = await fetch(target.url, init)
  await response.text()
  return response.status
}
