import { expect, test } from 'vitest'
import { impersonationHeaders, inTheNameOf, serviceAccountUser } from './in-the-name-of.ts'
import type { Call, Caller } from './transport.ts'

test('a user goes by name and groups, each group a header of its own', () => {
  expect(impersonationHeaders({ name: 'ann', groups: ['a', 'b'] })).toEqual({
    'impersonate-user': 'ann',
    'impersonate-group': ['a', 'b'],
  })
  // The server adds the groups of a ServiceAccount itself; naming them would take the right to act for groups.
  for (const groups of [[], ['system:serviceaccounts', 'system:serviceaccounts:n', 'system:authenticated']]) {
    expect(impersonationHeaders({ ...serviceAccountUser('n', 'sa'), groups })).toEqual({
      'impersonate-user': 'system:serviceaccount:n:sa',
    })
  }
})

test('letters beyond ASCII go as the bytes of UTF-8', () => {
  const sent = impersonationHeaders({ name: 'Zoë', groups: [] })['impersonate-user']
  expect(Buffer.from(String(sent), 'latin1').toString('utf8')).toBe('Zoë')
})

test('every call has the headers, its own too, and disposing leaves the connections alone', async () => {
  const calls: Call[] = []
  let isDisposed = false
  const caller: Caller = {
    json: (call) => (calls.push(call), Promise.resolve({})),
    text: (call) => (calls.push(call), Promise.resolve('')),
    async *lines(call) {
      calls.push(call)
      yield await Promise.resolve('')
    },
    [Symbol.dispose]: () => void (isDisposed = true),
  }
  {
    using named = inTheNameOf({ name: 'ann', groups: [] }, caller)
    const call = { method: 'GET', path: '/x', headers: { accept: 'y' } } as const
    await named.json(call)
    await named.text(call)
    for await (const line of named.lines(call)) expect(line).toBe('')
  }
  expect(calls).toHaveLength(3)
  for (const { headers } of calls) expect(headers).toEqual({ accept: 'y', 'impersonate-user': 'ann' })
  expect(isDisposed).toBe(false)
})
