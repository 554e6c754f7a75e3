import { openSecrets } from '@millrace/secrets'
import { certificateFor, freePort, motoPackages, motoServer, tempFolder, type MotoServer } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactBytesMax } from '../artifact.ts'
import { compileArtifact } from '../compile-artifact.ts'
import { openArtifacts } from '../open-artifacts.ts'
import { objectUrl } from './s3-place.ts'

const found = await motoPackages()
const certificate = certificateFor('localhost')

describe.skipIf(found.kind === 'missing')('the s3 source', () => {
  let moto: MotoServer
  const setup = new AsyncDisposableStack()
  beforeAll(async () => {
    if (found.kind === 'missing') return
    moto = setup.use(await motoServer(found))
    await put('/shop', '')
    await put('/shop/flows/a%20b.yaml', 'kind: Workflow')
    await put('/shop/big.yaml', 'a'.repeat(artifactBytesMax + 1))
  })
  afterAll(() => setup.disposeAsync())

  async function put(path: string, body: string): Promise<void> {
    const answer = await fetch(`${moto.url}${path}`, { method: 'PUT', body })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }

  async function bench() {
    const stack = new AsyncDisposableStack()
    const { path: folder } = stack.use(await tempFolder())
    const secret = join(folder, 's3')
    await mkdir(secret)
    const values = { id: 'AKIDEXAMPLE', key: 's3cret', ca: certificate.cert }
    for (const [name, value] of Object.entries(values)) await writeFile(join(secret, name), value)
    const secrets = openSecrets({ secretFolders: [folder], cacheMs: 0 })
    const deps = openArtifacts(stack, secrets, { artifactFolders: [], git: 'git' })
    const read = (endpoint: string, key: string, more: object = {}) => {
      const keys = { accessKey: { name: 's3', key: 'id' }, secretKey: { name: 's3', key: 'key' } }
      const s3 = { endpoint, bucket: { name: 'shop', key }, insecure: true, ...keys, ...more }
      return compileArtifact({ s3 }, 'n', deps).read()
    }
    return { read, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }

  const host = (): string => new URL(moto.url).host

  test('an object is read with a signature for its region', async () => {
    await using one = await bench()
    const seen: string[] = []
    // Between us and the store, to see what is sent.
    const proxy = createServer((request, response) => {
      seen.push(request.headers.authorization ?? '')
      const { method, url, headers } = request
      httpRequest(new URL(url ?? '', moto.url), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      }).end()
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const endpoint = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
    expect(await one.read(endpoint, 'flows/a b.yaml', { region: 'eu-central-1' })).toEqual({ kind: 'Workflow' })
    expect(await one.read(endpoint, 'flows/a b.yaml')).toEqual({ kind: 'Workflow' })
    expect(seen).toEqual([
      expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/s3\/aws4_request/u),
      expect.stringContaining('/us-east-1/s3/aws4_request'),
    ])
    proxy.close()
  })

  test('what is not there, too large or without a key says so', async () => {
    await using one = await bench()
    await expect(one.read(host(), 'none.yaml')).rejects.toMatchObject({ isFinal: false, message: /404, NoSuchKey/u })
    await expect(one.read(host(), 'big.yaml')).rejects.toThrow('has more than')
    await expect(one.read(host(), '')).rejects.toMatchObject({ isFinal: true })
    await expect(one.read('http://x', 'a')).rejects.toThrow('is not a host')
    await expect(one.read(`127.0.0.1:${await freePort()}`, 'a')).rejects.toThrow('ECONNREFUSED')
  })

  test('authorities of its own are trusted where they are given', async () => {
    await using one = await bench()
    const { cert, key } = certificate
    const server = createTlsServer({ cert, key }, (_, response) => void response.end('kind: Job'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `localhost:${(server.address() as AddressInfo).port}`
    await expect(one.read(endpoint, 'a', { insecure: false })).rejects.toThrow(/self.signed/iu)
    const caCertificate = { name: 's3', key: 'ca' }
    expect(await one.read(endpoint, 'a', { insecure: false, caCertificate })).toEqual({ kind: 'Job' })
    server.close()
  })
})

test.each([
  ['minio:9000', 'a.b', 'x/ y+(1)', 'http://minio:9000/a.b/x/%20y%2B%281%29'],
  ['s3.amazonaws.com', 'shop', 'k', 'http://shop.s3.eu-central-1.amazonaws.com/k'],
  ['s3.eu-west-1.amazonaws.com', 'shop', 'k', 'http://shop.s3.eu-west-1.amazonaws.com/k'],
  ['s3.amazonaws.com', 'with.dot', 'k', 'http://s3.amazonaws.com/with.dot/k'],
  ['[::1]:9000', 'b', 'k', 'http://[::1]:9000/b/k'],
])('the object of %s, bucket %s, key %s is at %s', (endpoint, bucket, key, url) => {
  const place = { endpoint, bucket, key, region: 'eu-central-1', isInsecure: true }
  expect(objectUrl(place)?.href).toBe(url)
})
