import { certificateFor, tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { openKube } from './client.ts'
import { reviewSelf } from './reviews.ts'

interface Seen {
  readonly authorization: string | undefined
  readonly hasCertificate: boolean
  readonly impersonates: boolean
}

/** An API server that tells by what a call was made; it lets certificates in, as real ones do. */
async function apiServer(setup: AsyncDisposableStack) {
  const { cert, key } = certificateFor('localhost')
  const seen: Seen[] = []
  const options = { cert, key, requestCert: true, rejectUnauthorized: false }
  const server = createServer(options, ({ socket, headers }, response) => {
    const hasCertificate = socket instanceof TLSSocket && Object.keys(socket.getPeerCertificate()).length > 0
    const impersonates = headers['impersonate-user'] !== undefined
    seen.push({ authorization: headers.authorization, hasCertificate, impersonates })
    response.end(JSON.stringify({ status: { userInfo: { username: 'ann', groups: ['a', 1] } } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  setup.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  // It listens on a port of the loopback.
  const { port } = server.address() as AddressInfo
  return { url: `https://127.0.0.1:${port}`, ca: cert, seen }
}

async function kubeconfig(folder: string, server: { readonly url: string; readonly ca: string }, user: object) {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const path = join(folder, 'kubeconfig')
  const cluster = { server: server.url, 'certificate-authority-data': base64(server.ca) }
  await writeFile(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    }),
  )
  return path
}

test.each(['certificate', 'token'] as const)(
  'a call by somebody’s token carries nothing of our own, whose proof is a %s',
  async (proof) => {
    await using setup = new AsyncDisposableStack()
    const { path: folder } = setup.use(await tempFolder())
    const server = await apiServer(setup)
    const { cert, key } = certificateFor('us')
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const certificate = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }
    const path = await kubeconfig(folder, server, proof === 'token' ? { token: 'ours' } : certificate)
    using client = await openKube({ kind: 'file', path })
    const theirs = client.withToken('theirs')
    expect(await reviewSelf(client)).toEqual({ name: 'ann', groups: ['a'] })
    await reviewSelf(theirs)
    await reviewSelf(client.as({ name: 'ann', groups: [] }).withToken('theirs'))
    await reviewSelf(client)
    const own = { authorization: proof === 'token' ? 'Bearer ours' : undefined, hasCertificate: proof !== 'token' }
    const by = { authorization: 'Bearer theirs', hasCertificate: false, impersonates: false }
    expect(server.seen).toEqual([{ ...own, impersonates: false }, by, by, { ...own, impersonates: false }])
  },
)

test('to dispose of what somebody’s calls go through leaves the connections alone', async () => {
  await using setup = new AsyncDisposableStack()
  const { url, ca, seen } = await apiServer(setup)
  using client = await openKube({ kind: 'token', url, ca, token: 'ours' })
  {
    using theirs = client.withToken('theirs')
    await reviewSelf(theirs)
  }
  await reviewSelf(client.withToken('theirs'))
  await reviewSelf(client)
  expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer theirs', 'Bearer theirs', 'Bearer ours'])
})
