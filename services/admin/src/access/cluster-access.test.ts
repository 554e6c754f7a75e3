import { openTokenCalls } from '@millrace/kube'
import { tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { clusterAccess } from './cluster-access.ts'

interface Asked {
  readonly headers: IncomingHttpHeaders
  readonly url: string
  question: string
}

const ann = '{"status":{"userInfo":{"username":"ann","groups":["g"]},"allowed":true}}'
const right = { verb: 'view', resource: 'events', namespace: 'shop' }
const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`

/** Access by an API server that answers as no real one can be made to. */
async function scene(setup: AsyncDisposableStack, answer: (response: ServerResponse) => void, onlyNamespace = '') {
  const asked: Asked[] = []
  const server = createServer(({ headers, url = '' }, response) => {
    const about: Asked = { headers, url, question: '' }
    asked.push(about)
    response.req.on('data', (part: Buffer) => (about.question += part.toString()))
    response.req.on('end', () => answer(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  setup.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const { path: folder } = setup.use(await tempFolder())
  const path = join(folder, 'kubeconfig')
  // It listens on a port of the loopback.
  const { port } = server.address() as AddressInfo
  await writeFile(
    path,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
      // A helper program that is not there: it must not be asked for.
      users: [{ name: 'u', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/not/there' } } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    }),
  )
  const calls = setup.use(await openTokenCalls({ kind: 'file', path }))
  let nowMs = 1_000
  const access = clusterAccess({ calls, freshMs: 100, audiences: [], onlyNamespace, nowMs: () => nowMs })
  const identify = (authorization: string) => access.identify({ authorization, host: '', certificate: undefined })
  return { access, identify, asked, passMs: (ms: number) => void (nowMs += ms) }
}

test('the caller’s token asks who it is and what it may do, with nothing of ours; answers hold for their time', async () => {
  await using setup = new AsyncDisposableStack()
  const { access, identify, asked, passMs } = await scene(setup, (response) => response.end(ann))
  const ask = async () => {
    const found = await identify('Bearer theirs')
    if (found.kind !== 'known') throw new TypeError(found.kind)
    return access.judge(found.caller, right)
  }
  expect([await ask(), await ask()]).toEqual([{ kind: 'allowed' }, { kind: 'allowed' }])
  expect(asked.map(({ headers, url }) => [headers.authorization, url])).toEqual([
    ['Bearer theirs', '/apis/authentication.k8s.io/v1/selfsubjectreviews'],
    ['Bearer theirs', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
  ])
  passMs(101)
  await ask()
  expect(asked).toHaveLength(4)
})

test.each([
  ['', 'none'],
  ['Bearer a b', 'two words, of which an API server would take the first'],
  ['Bearer caf\u00e9', 'letters that no header carries'],
  [`Basic ${Buffer.from('u:').toString('base64')}`, 'an empty one, by which a stranger would be asked about'],
  [`Basic ${Buffer.from('u:a\r\nimpersonate-user: x').toString('base64')}`, 'a header of its own'],
  [`Bearer ${'x'.repeat(16_385)}`, 'too long'],
  [`Bearer ${jwt({ exp: 1 })}`, 'one that has run out'],
])('%j is refused and sent nowhere: %s', async (authorization) => {
  await using setup = new AsyncDisposableStack()
  const { identify, asked } = await scene(setup, (response) => response.end(ann))
  expect((await identify(authorization)).kind).toBe('unknown')
  expect(asked).toEqual([])
})

test('the password of a browser is a token too', async () => {
  await using setup = new AsyncDisposableStack()
  const { identify } = await scene(setup, (response) => response.end(ann))
  expect(await identify(`Basic ${Buffer.from('any:theirs').toString('base64')}`)).toMatchObject({
    kind: 'known',
    caller: { name: 'ann', groups: ['g'], by: 'cluster' },
  })
})

test('who is told to be a stranger is nobody', async () => {
  await using setup = new AsyncDisposableStack()
  const userInfo = { username: 'system:anonymous', groups: ['system:unauthenticated'] }
  const { identify } = await scene(setup, (response) => response.end(JSON.stringify({ status: { userInfo } })))
  expect((await identify('Bearer t')).kind).toBe('unknown')
})

test('one caller’s right is not another’s, though they are the same user', async () => {
  await using setup = new AsyncDisposableStack()
  const { access, identify, asked } = await scene(setup, (response) => response.end(ann))
  for (const token of ['one', 'two']) {
    const found = await identify(`Bearer ${token}`)
    if (found.kind === 'known') await access.judge(found.caller, right)
  }
  expect(asked.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer one',
    'Bearer one',
    'Bearer two',
    'Bearer two',
  ])
})

test('a token that is nobody’s any more has no right, once what was said has run out', async () => {
  await using setup = new AsyncDisposableStack()
  let status = 201
  const { access, identify, passMs } = await scene(setup, (response) => {
    response.statusCode = status
    response.end(ann)
  })
  const found = await identify('Bearer t')
  if (found.kind !== 'known') throw new TypeError(found.kind)
  expect((await access.judge(found.caller, right)).kind).toBe('allowed')
  status = 401
  expect((await access.judge(found.caller, right)).kind).toBe('allowed')
  passMs(101)
  expect((await access.judge(found.caller, right)).kind).toBe('refused')
  expect((await identify('Bearer t')).kind).toBe('unknown')
})

test.each([
  ['shop', 'shop', 'shop'],
  ['shop', '', 'shop'],
  ['shop', 'other', 'other'],
  ['', '', undefined],
])('of an installation of %j, a right in %j is asked for in %j', async (onlyNamespace, namespace, where) => {
  await using setup = new AsyncDisposableStack()
  const { access, identify, asked } = await scene(setup, (response) => response.end(ann), onlyNamespace)
  const found = await identify('Bearer t')
  if (found.kind === 'known') await access.judge(found.caller, { ...right, namespace })
  expect(JSON.parse(asked[1]?.question ?? '')).toMatchObject({
    spec: { resourceAttributes: { verb: 'view', group: 'admin.millrace.io', resource: 'events' } },
  })
  expect(/"namespace":"(\w+)"/u.exec(asked[1]?.question ?? '')?.[1]).toBe(where)
})

test('what is known of a caller shows its token to nobody', async () => {
  await using setup = new AsyncDisposableStack()
  const { identify } = await scene(setup, (response) => response.end(ann))
  const found = await identify('Bearer s3cret-token')
  expect(JSON.stringify(found) + inspect(found, { depth: 9, showHidden: true })).not.toContain('s3cret')
})

test('who thinks of many tokens has few calls made', async () => {
  await using setup = new AsyncDisposableStack()
  const held: (() => void)[] = []
  const { identify } = await scene(setup, (response) => void held.push(() => response.end(ann)))
  const asked = Array.from({ length: 300 }, (_, nth) => identify(`Bearer new-${nth}`))
  const refused = await Promise.allSettled(asked.slice(256))
  expect(refused.every(({ status }) => status === 'rejected')).toBe(true)
  const untilHeld = setInterval(() => held.splice(0).forEach((end) => end()), 5)
  setup.defer(() => clearInterval(untilHeld))
  expect((await Promise.all(asked.slice(0, 256))).every(({ kind }) => kind === 'known')).toBe(true)
})
