import { connect as connect2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { listen, type Handle } from './listen.ts'

const echo: Handle = (request, response) => {
  const version = request.httpVersion
  ;(response as { end: (text: string) => void }).end(`${request.method} ${request.url} ${version}`)
}

async function open(handle: Handle = echo, headersMaxMs = 10_000) {
  const port = await listen({ host: '127.0.0.1', port: 0, headersMaxMs }, handle)
  onTestFinished(() => port[Symbol.asyncDispose]())
  return port.port
}

/** Sends parts, with a pause between them, and gives what came until the other side closed. */
async function raw(port: number, parts: readonly string[]): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  for (const part of parts) {
    socket.write(part)
    await sleep(20)
  }
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

test('HTTP/1.1 and HTTP/2 on one port', async () => {
  const port = await open()
  expect(await (await fetch(`http://127.0.0.1:${port}/one`)).text()).toBe('GET /one 1.1')
  const session = connect2(`http://127.0.0.1:${port}`)
  onTestFinished(() => session.close())
  const stream = session.request({ ':path': '/two' })
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  expect(text).toBe('GET /two 2.0')
})

test.each([
  [['P', 'OST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'], /POST \/x 1\.1$/u],
  [['PRI', 'NT /x HTTP/1.1\r\nHost: a\r\n\r\n'], /400 Bad Request/u],
  [['\u0000\u0001\u0002\u0003'], /400 Bad Request/u],
])('a head in pieces is told apart: %j', async (parts, answer) => {
  expect(await raw(await open(), parts)).toMatch(answer)
})

test('a connection that ends before it said anything harms nothing', async () => {
  const port = await open()
  connect(port, '127.0.0.1').end()
  connect(port, '127.0.0.1').end('PR')
  const reset = connect(port, '127.0.0.1')
  reset.on('connect', () => reset.resetAndDestroy())
  await sleep(50)
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('GET / 1.1')
})

test('a client that never ends its headers, or never begins, is closed', async () => {
  const port = await open(echo, 100)
  expect(await raw(port, ['GET / HTTP/1.1\r\nHost: a\r\n'])).toMatch(/408 Request Timeout/u)
  expect(await raw(port, ['PR'])).toBe('')
  expect(await raw(port, [])).toBe('')
})

test('a taken port is a fault that names it', async () => {
  const port = await open()
  await expect(listen({ host: '127.0.0.1', port }, echo)).rejects.toMatchObject({
    code: 'port-unavailable',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  })
})

test('closing waits for what is under way, and cuts what never ends', async () => {
  const slow: Handle = (request, response) => {
    if (request.url === '/slow') setTimeout(() => echo(request, response), 200)
  }
  const port = await listen({ host: '127.0.0.1', port: 0 }, slow)
  const under = fetch(`http://127.0.0.1:${port.port}/slow`).then((answer) => answer.text())
  const stuck = fetch(`http://127.0.0.1:${port.port}/never`).then(
    () => 'answered',
    () => 'cut',
  )
  await sleep(50)
  await port[Symbol.asyncDispose]()
  expect(await under).toBe('GET /slow 1.1')
  expect(await stuck).toBe('cut')
})
