import { natsServer, tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rulesOf } from './rpc/method-rules.ts'
import { apiMethods, freshStreams, refusalOf, runAdmin, type RunningAdmin } from './admin.fixture.ts'
import { apiRequests } from './api-requests.fixture.ts'

const tokens = {
  all: 'token-of-all-rights',
  viewer: 'token-of-the-viewer',
  other: 'token-of-another-namespace',
  nobody: 'token-without-rights',
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const users = {
  users: [
    { name: 'all', token: tokens.all, rights: [{ verbs: ['*'] }] },
    { name: 'viewer', token: tokens.viewer, rights: [{ verbs: ['view'] }] },
    { name: 'other', token: tokens.other, rights: [{ verbs: ['*'], namespaces: ['other'] }] },
    { name: 'nobody', token: tokens.nobody },
  ],
}

let admin: RunningAdmin
let stack: AsyncDisposableStack

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  const server = stack.use(await natsServer())
  stack.use(await freshStreams(server.url))
  const folder = stack.use(await tempFolder())
  const accessFile = join(folder.path, 'access.yaml')
  await writeFile(accessFile, JSON.stringify(users))
  // Nothing listens there: calls that would need the ledger say so.
  admin = stack.use(await runAdmin({ natsUrl: server.url, redisUrl: 'redis://127.0.0.1:1', accessFile }))
})

afterAll(() => stack.disposeAsync())

const ask = (method: string, token: string | undefined): Promise<string> =>
  refusalOf(admin, method, apiRequests[method]?.request ?? {}, token)

const methods = [...apiMethods.keys()]
const scopeOf = (method: string) => apiRequests[method]?.scope

test('every method has a request here, a right, and a deadline unless it streams', () => {
  expect(Object.keys(apiRequests).sort()).toEqual(methods.toSorted())
  for (const [name, method] of apiMethods) {
    const { access, deadlineMs } = rulesOf(method)
    expect(access?.verb, name).not.toBe('')
    expect(access?.resource, name).not.toBe('')
    expect(deadlineMs > 0, `${name} has a deadline`).toBe(method.methodKind === 'unary')
    const changes = access?.verb !== 'view' && access?.verb !== 'try'
    expect(access?.audited, `${name} is audited`).toBe(changes)
  }
})

describe.each(methods)('%s', (method) => {
  test('is refused without a token, with a wrong one, and without the right', async () => {
    expect(await ask(method, undefined)).toBe('UNAUTHENTICATED')
    expect(await ask(method, 'a-token-of-nobody')).toBe('UNAUTHENTICATED')
    expect(await ask(method, tokens.nobody)).toBe('FORBIDDEN')
  })

  test('is refused to who has the right in another namespace', async () => {
    expect(await ask(method, tokens.other)).toBe('FORBIDDEN')
  })

  test('is let through to who may view just where it views', async () => {
    const { access } = rulesOf(apiMethods.get(method)!)
    const reason = await ask(method, tokens.viewer)
    if (access?.verb === 'view') expect(reason).not.toBe('FORBIDDEN')
    else expect(reason).toBe('FORBIDDEN')
  })

  test('is let through to who has all rights', async () => {
    expect(['FORBIDDEN', 'UNAUTHENTICATED', 'INVALID_REQUEST', 'INTERNAL']).not.toContain(await ask(method, tokens.all))
  })
})

test('who has a right in one namespace has it there, and not in all', async () => {
  const list = (request: object) => admin.call('SensorService/List', request, bearer(tokens.other))
  expect((await list({ namespace: 'other' })).status).toBe(200)
  const refused = await list({})
  expect(refused.status).toBe(403)
  expect(refused.json['message']).toBe(
    'other may not view sensors in all namespaces; or name one: namespace (the access file grants it not)',
  )
})

test('what is unknown and what is forbidden look the same to who may not see it', async () => {
  const by = (id: string) => admin.call('DecisionService/Why', { id }, bearer(tokens.other))
  expect((await by('nothing')).json['message']).toBe('other may not view events of this id, if there is any')
})

test('refusals are logged with the caller and the right, and no token is', () => {
  const log = admin.lines.join('')
  expect(log).toContain('"caller":"nobody"')
  for (const token of Object.values(tokens)) expect(log).not.toContain(token)
})

test('scopes are what the methods’ options say', () => {
  for (const [name, method] of apiMethods) {
    const { access } = rulesOf(method)
    if (access?.clusterWide === true) expect(scopeOf(name), name).toBe('cluster')
    else if (access?.namespaceField === '') expect(scopeOf(name), name).not.toBe('cluster')
    else expect(scopeOf(name), name).toBe('named')
  }
})
