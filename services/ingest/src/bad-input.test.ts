import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@millrace/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sources } from './bad-input.fixture.ts'
import { openSite, sendRaw, type Site } from './ingest.fixture.ts'

// Clients that linger take their time, and more of it on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const mebibyte = 1_048_576

let site: Site
beforeAll(async () => {
  site = await openSite(sources, {
    config: {
      headersTimeoutMs: 400,
      requestTimeoutMs: 800,
      bodyBytesInFlightMax: 4 * mebibyte,
      requestsInFlightMax: 50,
    },
  })
  await site.secret('hook', 'token', 'token')
  await site.secret('hook', 'hub', 'hub')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => {
  site.deliveries.splice(0)
})

/** Whatever came before: the other endpoint goes on working, and nothing but its event was stored. */
afterEach(async () => {
  site.deliveries.splice(0)
  expect((await site.send('/other', { body: '{"ok":true}' })).status).toBe(200)
  expect(site.deliveries.map(({ eventName }) => eventName)).toEqual(['other'])
})

/** Memory outside and inside the heap that `act` leaves behind or needs at its height. */
async function memoryOf(act: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.()
  const before = process.memoryUsage()
  let most = 0
  const look = (): void => {
    const { heapUsed, external } = process.memoryUsage()
    most = Math.max(most, heapUsed + external - before.heapUsed - before.external)
  }
  const timer = setInterval(look, 5)
  await act()
  clearInterval(timer)
  look()
  return most
}

describe('bodies that are no JSON', () => {
  test.each([
    ['nothing', ''],
    ['cut off', '{"a":'],
    ['two values', '1 2'],
    ['a comment', '{} // x'],
    ['single quotes', "{'a':1}"],
    ['a trailing comma', '[1,]'],
    ['a bare word', 'hello'],
    ['NaN', 'NaN'],
    ['a control character', '"\u0001"'],
    ['a byte order mark', '\ufeff{}'],
    ['XML', '<a/>'],
    ['UTF-8 that is none', Buffer.from([0x22, 0xff, 0x22])],
    ['half a character', Buffer.from([0x22, 0xe2, 0x82, 0x22])],
    ['Latin-1', Buffer.from('{"a":"é"}', 'latin1')],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['1,001 arrays within each other', '['.repeat(1_001) + ']'.repeat(1_001)],
    ['a million open arrays', '['.repeat(1_000_000)],
    ['a million nested arrays', '['.repeat(500_000) + ']'.repeat(500_000)],
  ])('%s: 400 with the reason, on every endpoint that reads JSON', async (_what, body) => {
    const answer = await site.send('/json', { body })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatch(/^the body is not (?:JSON|taken): /u)
    const signature = `sha256=${createHmac('sha256', 'hub').update(body).digest('hex')}`
    const github = { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature }
    expect((await site.send('/hub', { body, headers: github })).status).toBe(400)
    expect((await site.send('/lab', { body, headers: { 'X-Gitlab-Token': 'token' } })).status).toBe(400)
    expect(site.deliveries).toEqual([])
  })

  test('a deep but allowed body is taken, also where its keys are sorted', async () => {
    const body = '{"a":'.repeat(999) + '1' + '}'.repeat(999)
    const signature = `sha256=${createHmac('sha256', 'hub').update(body).digest('hex')}`
    const github = { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature }
    expect((await site.send('/json', { body })).status).toBe(200)
    expect((await site.send('/hub', { body, headers: github })).status).toBe(200)
  })

  test('keys that mean something to JavaScript are just keys', async () => {
    const body = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    expect((await site.send('/json', { body })).status).toBe(200)
    expect((await site.send('/query?__proto__[polluted]=1&__proto__=x', { method: 'GET' })).status).toBe(200)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('a form that is none', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await site.send('/json', { headers, body: 'a=%zz' })).status).toBe(400)
  })
})

describe('bodies that are too large', () => {
  test('by their Content-Length: refused before the body is read', async () => {
    const head = `POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: ${2 ** 30}\r\n\r\n`
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(site.port, '127.0.0.1')
      socket.on('data', (chunk: Buffer) => {
        resolve(chunk.toString())
        socket.destroy()
      })
      socket.on('error', reject)
      socket.write(head)
    })
    expect(answer).toMatch(/^HTTP\/1.1 413 /u)
    expect(answer.toLowerCase()).toContain('connection: close')
  })

  test('a client that waits for "100 Continue" is refused without sending its body', async () => {
    const statuses: (number | undefined)[] = []
    await new Promise<void>((resolve, reject) => {
      const headers = { Expect: '100-continue', 'Content-Length': String(2 ** 30) }
      const request = httpRequest(
        { port: site.port, host: '127.0.0.1', path: '/json', method: 'POST', headers },
        (response) => {
          statuses.push(response.statusCode)
          response.resume().on('end', resolve)
        },
      )
      request.on('continue', () => statuses.push(100))
      request.on('error', reject)
      request.flushHeaders()
    })
    expect(statuses).toEqual([413])
  })

  test('a client that waits for "100 Continue" and may send is told to', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { Expect: '100-continue', 'Content-Length': '1' }
      const request = httpRequest(
        { port: site.port, host: '127.0.0.1', path: '/json', method: 'POST', headers },
        (response) => resolve(response.resume().statusCode),
      )
      request.on('continue', () => request.end('1'))
      request.on('error', reject)
      request.flushHeaders()
    })
    expect(status).toBe(200)
  })

  test('without a length: refused when the bound is passed, in bounded memory, and the client finds the answer', async () => {
    const chunk = Buffer.alloc(65_536, 'x')
    let status: number | undefined
    const grown = await memoryOf(async () => {
      status = await new Promise((resolve, reject) => {
        const options = { port: site.port, host: '127.0.0.1', path: '/json', method: 'POST' }
        const request = httpRequest(options, (response) => {
          resolve(response.statusCode)
          response.resume()
          request.destroy()
        })
        request.on('error', reject)
        // Endless: it stops because it is refused.
        const pump = (): void => {
          while (request.writable && request.write(chunk));
          if (request.writable) request.once('drain', pump)
        }
        pump()
      })
    })
    expect(status).toBe(413)
    expect(grown).toBeLessThan(48 * mebibyte)
  })

  test('a client that reads nothing before it has sent all finds the answer, not a reset', async () => {
    const bytes = 8 * mebibyte
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(site.port, '127.0.0.1').pause()
      const heard: Buffer[] = []
      socket.on('data', (chunk: Buffer) => heard.push(chunk))
      socket.on('error', reject)
      socket.on('close', () => resolve(Buffer.concat(heard).toString()))
      socket.pause()
      socket.write(`POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n`)
      socket.write(Buffer.alloc(bytes, 'x'), () => socket.resume())
    })
    expect(answer).toMatch(/^HTTP\/1.1 413 /u)
  })

  test('a client that never stops is cut off', async () => {
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)
    await new Promise<void>((resolve) => {
      const socket = connect(site.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.write('POST /json HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
      const pump = (): void => {
        while (socket.writable && socket.write(chunk));
        if (socket.writable) socket.once('drain', pump)
      }
      pump()
    })
  })

  test('many at once cannot hold more than the budget', async () => {
    const body = Buffer.concat([Buffer.from('"'), Buffer.alloc(900_000, 'x')])
    const sockets = Array.from({ length: 12 }, () => connect(site.port, '127.0.0.1').on('error', () => {}))
    const heard = sockets.map(
      (socket) => new Promise<string>((resolve) => socket.on('data', (chunk: Buffer) => resolve(chunk.toString()))),
    )
    const grown = await memoryOf(async () => {
      for (const socket of sockets) {
        socket.write('POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n')
        socket.write(body)
      }
      expect(await Promise.any(heard)).toMatch(/^HTTP\/1.1 503 /u)
    })
    for (const socket of sockets) socket.destroy()
    expect(grown).toBeLessThan(48 * mebibyte)
  })
})

describe('clients that are too slow', () => {
  test('with their headers: 408', async () => {
    expect(await sendRaw(site.port, 'POST /json HTTP/1.1\r\nHost: x\r\n')).toMatch(/^HTTP\/1.1 408 [^]*took too long/u)
  })

  test('with nothing at all: 408', async () => {
    expect(await sendRaw(site.port)).toMatch(/^HTTP\/1.1 408 /u)
  })

  test('with their bodies: 408', async () => {
    const head = 'POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{'
    expect(await sendRaw(site.port, head)).toMatch(/^HTTP\/1.1 408 [^]*took too long/u)
  })

  test('a byte at a time: 408', async () => {
    const answer = new Promise<string>((resolve) => {
      const socket = connect(site.port, '127.0.0.1')
      let heard = ''
      socket.write('POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n')
      const drip = setInterval(() => socket.writable && socket.write(' '), 20)
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString()
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        clearInterval(drip)
        resolve(heard)
      })
    })
    expect(await answer).toMatch(/^HTTP\/1.1 408 /u)
  })

  test('two hundred of them leave the others alone', async () => {
    const sockets = Array.from({ length: 200 }, () => connect(site.port, '127.0.0.1').on('error', () => {}))
    for (const socket of sockets) socket.write('POST /json HTTP/1.1\r\nX-A: ')
    expect((await site.send('/other', { body: '1' })).status).toBe(200)
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve).resume())))
  })

  test('gone in the middle of the body: nothing is stored', async () => {
    const socket = connect(site.port, '127.0.0.1')
    socket.write('POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"a"')
    await sleep(50)
    socket.resetAndDestroy()
    await sleep(50)
    expect(site.deliveries).toEqual([])
    expect(site.logged.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })
})

describe('headers', () => {
  const headers = (count: number, size = 1): string =>
    Array.from({ length: count }, (_, index) => `h${index}: ${'x'.repeat(size)}\r\n`).join('')

  test.each([
    ['10,000 of them', headers(10_000)],
    ['300 small ones', headers(300)],
    ['one of 100,000 bytes', `h: ${'x'.repeat(100_000)}\r\n`],
  ])('%s: 431', async (_what, text) => {
    const request = `POST /json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n${text}\r\n1`
    expect(await sendRaw(site.port, request)).toMatch(/^HTTP\/1.1 431 /u)
  })

  test('200 of them are taken', async () => {
    const request = `POST /json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n${headers(200)}\r\n1`
    expect(await sendRaw(site.port, request)).toMatch(/^HTTP\/1.1 200 /u)
    expect(site.deliveries).toHaveLength(1)
  })

  test.each([
    ['no HTTP', '\u0016\u0003\u0001\u0002\r\n\r\n'],
    ['no Host', 'POST /json HTTP/1.1\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1'],
    ['a name with a space', 'POST /json HTTP/1.1\r\nHost: x\r\na b: c\r\n\r\n'],
    ['a length that is none', 'POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['two lengths', 'POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n1'],
    [
      'length and chunks',
      'POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a chunk that is none', 'POST /json HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a malformed path', 'POST /json%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
  ])('%s: 400', async (_what, request) => {
    expect(await sendRaw(site.port, request)).toMatch(/^HTTP\/1.1 400 /u)
    expect(site.deliveries).toEqual([])
  })

  test('paths and queries of any kind', async () => {
    for (const path of [
      '/../../etc/passwd',
      '/json/../../x',
      '/%2e%2e/json',
      `/${'a'.repeat(8_000)}`,
      '/json%00',
      '/;',
      '*',
    ]) {
      const answer = await sendRaw(
        site.port,
        `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      )
      expect([path.slice(0, 40), answer.slice(0, 12)]).toEqual([
        path.slice(0, 40),
        expect.stringMatching(/^HTTP\/1.1 (?:404|308)$/u),
      ])
    }
    expect((await site.send(`/query?${'a&'.repeat(5_000)}`, { method: 'GET' })).status).toBe(200)
  })
})

describe('credentials', () => {
  test('wrong ones are refused before the body is read', async () => {
    const refused = await sendRaw(site.port, 'POST /locked HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n')
    expect(refused).toMatch(/^HTTP\/1.1 401 /u)
  })

  test('wrong signatures and tokens', async () => {
    const json = { 'Content-Type': 'application/json' }
    const hub = { ...json, 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` }
    expect((await site.send('/hub', { headers: hub, body: '{}' })).status).toBe(401)
    expect((await site.send('/lab', { headers: { 'X-Gitlab-Token': 'x' }, body: '{}' })).status).toBe(401)
    expect(site.deliveries).toEqual([])
  })

  test('a secret that is not there is said in the log by name, not to the sender', async () => {
    const answer = await site.send('/gone', { headers: { Authorization: 'Bearer x' }, body: '1' })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('10')
    expect(answer.body).not.toContain('absent')
    expect(site.logged.join('')).toContain('absent')
  })

  test('no secret is ever logged', () => {
    expect(site.logged.join('')).not.toMatch(/Bearer |"token"/u)
  })
})

describe('a bus that does not answer', () => {
  test('more requests than may be in flight are told to come again, and all are answered in the end', async () => {
    const { publish } = site
    const gates: (() => void)[] = []
    site.publish = async (delivery) => {
      await new Promise<void>((resolve) => gates.push(resolve))
      return publish(delivery)
    }
    const held = Array.from({ length: 50 }, () => site.send('/json', { body: '1' }))
    await eventually(() => gates.length === 50)
    const refused = await site.send('/json', { body: '1' })
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1'])
    expect((await site.send('/health', { method: 'GET' })).status).toBe(200)
    site.publish = publish
    for (const open of gates) open()
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200))
    expect(site.deliveries).toHaveLength(50)
  })

  test('a publish that throws something strange is 503, and said', async () => {
    const { publish } = site
    site.publish = () => Promise.reject(new TypeError('undefined is not a function'))
    expect((await site.send('/json', { body: '1' })).status).toBe(503)
    site.publish = publish
    expect(site.logged.join('')).toContain('undefined is not a function')
  })
})
