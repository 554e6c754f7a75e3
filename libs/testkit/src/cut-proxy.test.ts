import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { CutProxy } from './cut-proxy.ts'
import { cutProxy } from './cut-proxy.ts'

test('bytes go through both ways, unchanged and in order, however many, and so does a half-close', async () => {
  await using echo = await echoServer()
  await using proxy = await cutProxy(echo.port)
  const client = await dial(proxy)
  const sent = Buffer.alloc(5_000_000, 'abcdefg')
  const received: Buffer[] = []
  client.on('data', (chunk: Buffer) => received.push(chunk))
  client.end(sent)
  await once(client, 'end')
  expect(Buffer.concat(received).equals(sent)).toBe(true)
  await expect.poll(() => proxy.connections).toBe(0)
})

test('cut: what stands is reset on both sides, what comes is reset; healed, new connections work', async () => {
  await using echo = await echoServer()
  await using proxy = await cutProxy(echo.port)
  const client = await dial(proxy)
  await exchange(client, 'hello')
  proxy.cut()
  expect(await ending(client)).toBe('ECONNRESET')
  await expect.poll(() => echo.endings).toEqual(['ECONNRESET'])
  expect(await ending(connect(proxy.port, '127.0.0.1'))).toBe('ECONNRESET')
  expect(proxy.connections).toBe(0)
  proxy.heal()
  await exchange(await dial(proxy), 'again')
})

test('paused: connected, silent, nothing lost; healed, all arrives', async () => {
  await using echo = await echoServer()
  await using proxy = await cutProxy(echo.port)
  const before = await dial(proxy)
  await exchange(before, 'hello')
  proxy.pause()
  const during = await dial(proxy)
  const heard: string[] = []
  for (const client of [before, during]) {
    client.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
    client.write('x')
  }
  await sleep(100)
  expect(heard).toEqual([])
  expect(echo.heard).toBe('hello')
  expect(proxy.connections).toBe(2)
  proxy.heal()
  await expect.poll(() => heard).toEqual(['x', 'x'])
})

test('delayed: later and in order; healed, what was held back goes at once', async () => {
  await using echo = await echoServer()
  await using proxy = await cutProxy(echo.port)
  const client = await dial(proxy)
  proxy.delay(60)
  const startedMs = performance.now()
  await exchange(client, 'hello')
  // Both ways; timers may fire a little early.
  expect(performance.now() - startedMs).toBeGreaterThan(110)
  proxy.delay(60_000)
  let heard = ''
  client.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  client.write('one')
  await sleep(20)
  proxy.delay(0)
  client.write('two')
  await sleep(50)
  expect(heard).toBe('')
  proxy.heal()
  await expect.poll(() => heard).toBe('onetwo')
})

test('with nobody behind it, a connection is reset', async () => {
  const gone = await echoServer()
  await gone[Symbol.asyncDispose]()
  await using proxy = await cutProxy(gone.port)
  expect(await ending(connect(proxy.port, '127.0.0.1'))).toBe('ECONNRESET')
  await expect.poll(() => proxy.connections).toBe(0)
})

test('disposed, its connections are gone and its port is closed', async () => {
  await using echo = await echoServer()
  const proxy = await cutProxy(echo.port)
  const client = await dial(proxy)
  await exchange(client, 'hello')
  const ended = ending(client)
  await proxy[Symbol.asyncDispose]()
  expect(await ended).toBe('ECONNRESET')
  expect(await ending(connect(proxy.port, '127.0.0.1'))).toBe('ECONNREFUSED')
})

interface Echo extends AsyncDisposable {
  readonly port: number
  readonly heard: string
  readonly endings: readonly string[]
}

async function echoServer(): Promise<Echo> {
  const sockets = new Set<Socket>()
  const endings: string[] = []
  let heard = ''
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('data', (chunk: Buffer) => {
      if (heard.length < 1000) heard += chunk.toString()
      if (!socket.write(chunk)) socket.pause()
    })
    socket.on('drain', () => socket.resume())
    socket.on('end', () => socket.end())
    socket.on('error', (error: NodeJS.ErrnoException) => endings.push(error.code ?? ''))
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    port: address.port,
    get heard() {
      return heard
    },
    endings,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function dial(proxy: CutProxy): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function exchange(socket: Socket, text: string): Promise<void> {
  socket.write(text)
  const [chunk]: unknown[] = await once(socket, 'data')
  expect(String(chunk)).toBe(text)
}

/** How a connection ends: an error's code, or `closed`. */
function ending(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    socket.on('close', () => resolve('closed'))
    socket.resume()
  })
}
