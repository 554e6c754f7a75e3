import { describe, expect, test } from 'vitest'
import { fileAccess, hashToken, rulingOf } from './file-access.ts'
import { readAccessFile } from './read-access-file.ts'

const text = `
users:
- name: alice
  token: a-token-of-some-length
  rights:
  - {verbs: [view], namespaces: [shop, stock]}
  - {verbs: [redrive], resources: [deadletters], namespaces: [shop]}
- name: ops
  tokenSha256: ${hashToken('another-token-of-ops').toString('hex')}
  certificate: ops.example
  rights: [{verbs: ['*']}]
- name: nobody
  certificate: nobody.example
`

function users() {
  const read = readAccessFile(text, hashToken)
  if (read.kind === 'faults') throw new Error(read.faults.join())
  return read.users
}

const access = fileAccess(() => Promise.resolve(users()))
const identify = async (authorization: string, certificate?: string) => {
  const found = await access.identify({ authorization, certificate, host: '' })
  return found.kind === 'known' ? `${found.caller.name} by ${found.caller.by}` : found.kind
}

test('a user is known by a token, by its hash, or by a certificate', async () => {
  expect(await identify('Bearer a-token-of-some-length')).toBe('alice by token')
  expect(await identify('Bearer another-token-of-ops')).toBe('ops by token')
  expect(await identify('', 'ops.example')).toBe('ops by certificate')
  expect(await identify('Bearer a-token-of-nobody-at-all')).toBe('unknown')
  expect(await identify('', 'other.example')).toBe('unknown')
  expect(await identify('')).toBe('unknown')
})

test('a wrong token is not made good by a certificate', async () => {
  expect(await identify('Bearer a-token-of-nobody-at-all', 'ops.example')).toBe('unknown')
})

describe('rights', () => {
  test.each([
    ['view', 'events', 'shop', true],
    ['view', 'sensors', 'stock', true],
    ['view', 'events', 'other', false],
    ['view', 'events', '', false],
    ['redrive', 'deadletters', 'shop', true],
    ['redrive', 'deadletters', 'stock', false],
    ['redrive', 'replays', 'shop', false],
    ['replay', 'replays', 'shop', false],
  ])('alice: %s %s in %j: %s', (verb, resource, namespace, isAllowed) => {
    const [alice] = users()
    expect(rulingOf(alice?.rights ?? [], { verb, resource, namespace }).kind).toBe(isAllowed ? 'allowed' : 'refused')
  })

  test('all verbs in all namespaces, and none', async () => {
    const right = { verb: 'replay', resource: 'replays', namespace: '' }
    const judge = async (name: string) => (await access.judge({ name, by: 'token', groups: [] }, right)).kind
    expect([await judge('ops'), await judge('nobody'), await judge('gone')]).toEqual(['allowed', 'refused', 'refused'])
  })
})

test.each([
  ['users: [', /^line 1: /u],
  ['[]', 'the file: is no object'],
  ['users: {}', 'users: is no list'],
  ['users: [{name: a, token: short}]', 'users[0].token: has 5 characters, of 16 at least'],
  ['users: [{name: a}]', 'users[0]: give token, tokenSha256 or certificate, or nobody can be a'],
  ['users: [{token: a-token-of-some-length}]', 'users[0].name: is no text'],
  ['users: [{name: a, tokenSha256: abc}]', 'users[0].tokenSha256: is no SHA-256 in 64 hexadecimal digits'],
  ['users: [{name: a, certificate: c, role: x}]', /role means nothing/u],
  ['users: [{name: a, certificate: c}, {name: a, certificate: d}]', 'users: a stands there twice'],
  ['users: [{name: a, certificate: c, rights: [{}]}]', 'users[0].rights[0].verbs: is no list'],
  ['users: [{name: a, certificate: c, rights: [{verbs: []}]}]', 'users[0].rights[0].verbs: is empty'],
])('%s is refused: %s', (given, fault) => {
  const read = readAccessFile(given, hashToken)
  expect(read.kind === 'faults' ? read.faults : []).toContainEqual(
    typeof fault === 'string' ? fault : expect.stringMatching(fault),
  )
})
