import { Agent, request as httpRequest } from 'node:http'
import { connect, createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, freePort } from '@millrace/testkit'
import { describe, expect, test, vi } from 'vitest'
import { certificateFor } from '@millrace/testkit'
import { manifest, openSite, type Answer, type Site } from './ingest.fixture.ts'

vi.setConfig({ testTimeout: 30_000 })

const hook = (name: string, port: number | string, endpoint = `/${name}`, more = ''): string =>
  manifest(name, `  webhook:\n    event: {endpoint: ${endpoint}, port: "${port}", method: POST${more}}`)

const github = (name: string, endpoint: string): string =>
  manifest(
    name,
    `  github:\n    event:\n      webhook: {endpoint: ${endpoint}, port: "PORT"}\n      organizations: [o]`,
  )

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', () => resolve(true))
  })
}

/** A bus that stores when it is told to. */
function heldBus(site: Site): { readonly waiting: () => number; readonly release: () => void } {
  const gates: (() => void)[] = []
  const { publish } = site
  site.publish = async (delivery) => {
    await new Promise<void>((resolve) => gates.push(resolve))
    return publish(delivery)
  }
  return { waiting: () => gates.length, release: () => gates.splice(0).forEach((open) => open()) }
}

describe('sharing', () => {
  test('event sources and types share a port by endpoint', async () => {
    await using site = await openSite(hook('a', 'PORT') + hook('b', 'PORT') + github('c', '/c'))
    const headers = { 'Content-Type': 'application/json' }
    for (const path of ['/a', '/b', '/c']) expect((await site.send(path, { headers, body: '{}' })).status).toBe(200)
    expect(site.deliveries.map(({ eventSource }) => eventSource)).toEqual(['a', 'b', 'c'])
    expect(site.problems()).toEqual([])
  })

  test('replicas share a port', async () => {
    await using first = await openSite(hook('a', 'PORT'))
    await using second = await openSite(hook('a', 'PORT'), { port: first.port })
    expect(second.problems()).toEqual([])
    for (let sent = 0; sent < 40; sent += 1) expect((await first.send('/a', { body: '1' })).status).toBe(200)
    expect(first.deliveries.length + second.deliveries.length).toBe(40)
    await first[Symbol.asyncDispose]()
    expect((await second.send('/a', { body: '1' })).status).toBe(200)
  })
})

describe('change', () => {
  test('ports open and close and endpoints come and go with the manifests', async () => {
    await using site = await openSite(hook('a', 'PORT'))
    const other = await freePort()
    await site.apply(hook('a', 'PORT', '/moved') + hook('b', other))
    expect((await site.send('/a', { body: '1' })).status).toBe(404)
    expect((await site.send('/moved', { body: '1' })).status).toBe(200)
    expect((await site.send('/b', { body: '1', port: other })).status).toBe(200)
    await site.apply(hook('a', 'PORT'))
    await eventually(() => isRefused(other))
    expect((await site.send('/a', { body: '1' })).status).toBe(200)
    await site.apply('')
    await eventually(() => isRefused(site.port))
  })

  test('a request under way is answered though its event, and then its port, goes', async () => {
    await using site = await openSite(hook('a', 'PORT') + hook('b', 'PORT'))
    const bus = heldBus(site)
    const first = site.send('/a', { body: '1' })
    await eventually(() => bus.waiting() === 1)
    await site.apply(hook('b', 'PORT'))
    const second = site.send('/b', { body: '2' })
    await eventually(() => bus.waiting() === 2)
    await site.apply('')
    await eventually(() => isRefused(site.port))
    bus.release()
    expect([(await first).status, (await second).status]).toEqual([200, 200])
    expect((await second).headers['connection']).toBe('close')
    expect(site.deliveries).toHaveLength(2)
  })

  test('a body that is still coming when its port closes is taken', async () => {
    await using site = await openSite(hook('a', 'PORT'))
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const options = {
        port: site.port,
        host: '127.0.0.1',
        path: '/a',
        method: 'POST',
        headers: { 'Content-Length': 5 },
      }
      const request = httpRequest(options, (response) => resolve(response.resume().statusCode)).on('error', reject)
      request.write('[1,')
      void sleep(50)
        .then(() => site.apply(''))
        .then(() => eventually(() => isRefused(site.port)))
        .then(() => request.end('2]'))
    })
    expect(await answer).toBe(200)
  })

  test('connections that are kept alive end when their port closes', async () => {
    await using site = await openSite(hook('a', 'PORT'), {
      config: { keepAliveTimeoutMs: 600_000, drainMaxMs: 60_000 },
    })
    using agent = { keepAlive: new Agent({ keepAlive: true }), [Symbol.dispose]: () => agent.keepAlive.destroy() }
    await new Promise<void>((resolve, reject) => {
      const options = { port: site.port, host: '127.0.0.1', path: '/a', method: 'POST', agent: agent.keepAlive }
      httpRequest(options, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end('1')
    })
    const silent = connect(site.port, '127.0.0.1').on('error', () => {})
    await eventually(() => silent.readyState === 'open')
    // Neither the keep-alive time-out nor the bound on draining ends this within the test's time.
    await site.ingest[Symbol.asyncDispose]()
  })
})

describe('connections that a closing port still has', () => {
  test('kept alive, and in use at that moment: ends after the answer', async () => {
    await using site = await openSite(hook('a', 'PORT'), {
      config: { keepAliveTimeoutMs: 600_000, drainMaxMs: 60_000 },
    })
    const bus = heldBus(site)
    const socket = connect(site.port, '127.0.0.1')
    const heard: string[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
    const ended = new Promise((resolve) => socket.on('close', resolve))
    socket.write('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1')
    await eventually(() => bus.waiting() === 1)
    const closed = site.ingest[Symbol.asyncDispose]()
    await eventually(() => isRefused(site.port))
    bus.release()
    await Promise.all([ended, closed])
    expect(heard.join('')).toMatch(/^HTTP\/1.1 200 /u)
  })

  test('open, and used only now: is answered, and told that it ends', async () => {
    await using site = await openSite(hook('a', 'PORT'))
    const socket = connect(site.port, '127.0.0.1')
    const heard: string[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
    const ended = new Promise((resolve) => socket.on('close', resolve))
    await eventually(() => socket.readyState === 'open')
    // A round trip later the server has the connection too.
    await site.send('/health', { method: 'GET' })
    const closed = site.ingest[Symbol.asyncDispose]()
    socket.write('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1')
    await Promise.all([ended, closed])
    expect(heard.join('')).toMatch(/^HTTP\/1.1 200 [^]*connection: close/iu)
    expect(site.deliveries).toHaveLength(1)
  })
})

describe('a port that is taken', () => {
  const take = (port: number): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server))
    })

  test('is a problem of its events alone, and is opened once it is free', async () => {
    const taken = await freePort()
    const holder = await take(taken)
    await using site = await openSite(hook('a', 'PORT') + hook('b', taken) + hook('c', taken))
    expect(
      site.problems().map(({ eventSource, field, code, isServing }) => [eventSource, field, code, isServing]),
    ).toEqual([
      ['b', 'spec.webhook.event', 'port-unavailable', false],
      ['c', 'spec.webhook.event', 'port-unavailable', false],
    ])
    expect(site.problems()[0]?.message).toContain(`port ${taken} on 127.0.0.1 cannot be opened: another process has it`)
    expect((await site.send('/a', { body: '1' })).status).toBe(200)
    holder.close()
    await eventually(() => site.problems().length === 0, { withinMs: 20_000 })
    expect((await site.send('/b', { body: '1', port: taken })).status).toBe(200)
  })

  test('is no longer asked for once no manifest names it', async () => {
    const taken = await freePort()
    const holder = await take(taken)
    await using site = await openSite(hook('b', taken))
    await site.apply(hook('a', 'PORT'))
    expect(site.problems()).toEqual([])
    await new Promise((resolve) => holder.close(resolve))
    await sleep(800)
    expect(await isRefused(taken)).toBe(true)
    expect((await site.send('/a', { body: '1' })).status).toBe(200)
  })
})

describe('TLS', () => {
  const secure = (name: string, cert = 'tls'): string =>
    hook(
      name,
      'PORT',
      `/${name}`,
      `, serverCertSecret: {name: ${cert}, key: cert}, serverKeySecret: {name: ${cert}, key: key}`,
    )
  const put = async (site: Site, name: string, secret = 'tls'): Promise<void> => {
    const { cert, key } = certificateFor(name)
    await site.secret(secret, 'cert', cert)
    await site.secret(secret, 'key', key)
  }
  const post = (site: Site, path = '/a'): Promise<Answer> => site.send(path, { tls: true, body: '1' })

  test('a missing certificate is a problem; once there it serves; a new one is taken up; a bad one is not', async () => {
    await using site = await openSite(secure('a'), { config: { tlsRecheckMs: 100 } })
    expect(site.problems()).toMatchObject([{ eventSource: 'a', code: 'secret-unavailable', isServing: false }])
    await put(site, 'one.example.com')
    await eventually(() => site.problems().length === 0, { withinMs: 20_000 })
    expect(await post(site)).toMatchObject({ status: 200, subject: 'one.example.com' })
    await put(site, 'two.example.com')
    await eventually(async () => expect((await post(site)).subject).toBe('two.example.com'))
    await site.secret('tls', 'key', certificateFor('x').key)
    await eventually(() => expect(site.problems()).toMatchObject([{ code: 'secret-unavailable', isServing: true }]))
    expect(await post(site)).toMatchObject({ status: 200, subject: 'two.example.com' })
    await put(site, 'three.example.com')
    await eventually(async () => expect((await post(site)).subject).toBe('three.example.com'))
    await eventually(() => site.problems().length === 0)
  })

  test('a port has one TLS setting; who wants another gets a problem and is not served in the clear', async () => {
    await using site = await openSite('')
    await put(site, 'one.example.com')
    await site.apply(secure('a') + hook('b', 'PORT') + secure('c', 'other') + secure('d'))
    expect(site.problems().map(({ eventSource, field, code }) => [eventSource, field, code])).toEqual([
      ['b', 'spec.webhook.event.port', 'conflict'],
      ['c', 'spec.webhook.event.port', 'conflict'],
    ])
    expect([(await post(site)).status, (await post(site, '/d')).status, (await post(site, '/b')).status]).toEqual([
      200, 200, 404,
    ])
  })

  test('a port changes from plain to TLS and back', async () => {
    await using site = await openSite(hook('a', 'PORT'))
    await put(site, 'one.example.com')
    await site.apply(secure('a'))
    await eventually(async () => expect((await post(site)).status).toBe(200))
    await site.apply(hook('a', 'PORT'))
    await eventually(async () => expect((await site.send('/a', { body: '1' })).status).toBe(200))
  })

  test('clients that speak no TLS, or too slowly, do not hold others up', async () => {
    await using site = await openSite('', { config: { headersTimeoutMs: 300 } })
    await put(site, 'one.example.com')
    await site.apply(secure('a'))
    const silent = connect(site.port, '127.0.0.1')
    const closed = new Promise((resolve) => silent.on('close', resolve))
    silent.on('error', () => {})
    await expect(site.send('/a', { body: '1' })).rejects.toThrow()
    expect((await post(site)).status).toBe(200)
    await closed
  })
})
