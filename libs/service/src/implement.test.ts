import { createLogger } from '@millrace/telemetry'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { CallContext } from './call-context.ts'
import { connectTo } from './connect-to.ts'
import { echoDescriptor, make, rawClient, testServer } from './echo.fixture.ts'
import { implement } from './implement.ts'
import type { AnyHandler } from './serve-method.ts'
import { RpcError } from './rpc-error.ts'

type Text = { text: string }

const Echo = echoDescriptor()
const stack: AsyncDisposableStack[] = []
afterEach(async () => {
  for (const one of stack.splice(0)) await one.disposeAsync()
})

/** Serves Echo with these handlers, and hands back clients and what was logged. */
async function serving(handlers: Record<string, AnyHandler>) {
  const held = new AsyncDisposableStack()
  stack.push(held)
  const lines: string[] = []
  const log = createLogger({ service: 'test', write: (line) => lines.push(line) })
  // The descriptor is made at run time, so that its handlers have no static type.
  const server = held.use(await testServer({ services: [implement(Echo, handlers as never)], log }))
  const raw = held.use(rawClient(server.port))
  const client = held.use(connectTo(Echo, `127.0.0.1:${server.port}`, { deadlineMs: 2_000 }))
  const say = Reflect.get(client, 'say') as (request: Text, settings?: object) => Promise<Text>
  return { raw, say, lines, text: (value: string) => make(Echo.method['say']?.input, { text: value }) }
}

test('unary: one in, one out', async () => {
  const { say } = await serving({ say: (request) => ({ text: `<${(request as Text).text}>` }) })
  expect((await say({ text: 'a' })).text).toBe('<a>')
})

test('a server streams with back-pressure: a caller that reads nothing is not sent everything', async () => {
  let made = 0
  const { raw } = await serving({
    async *spell() {
      for (; made < 10_000; made++) yield { text: 'x'.repeat(10_000) }
    },
  })
  const stream = raw.serverStream(Echo, 'spell', { text: '' })
  await new Promise((readable) => stream.once('readable', readable))
  await expect.poll(async () => [made, await sleep(50, made)]).toSatisfy(([a, b]: [number, number]) => a === b && a > 0)
  expect(made).toBeLessThan(10_000)
  let read = 0
  for await (const _ of stream) read++
  expect(read).toBe(10_000)
})

test('a client streams', async () => {
  const { raw, text } = await serving({
    async join(requests) {
      let all = ''
      for await (const { text: part } of requests as AsyncIterable<Text>) all += part
      return { text: all }
    },
  })
  const answer = await new Promise<unknown>((resolve, reject) => {
    const stream = raw.clientStream(Echo, 'join', (error, value) => (error === null ? resolve(value) : reject(error)))
    for (const part of ['a', 'b', 'c']) stream.write(text(part))
    stream.end()
  })
  expect(answer).toMatchObject({ text: 'abc' })
})

test('both stream, and the server goes on after the client has ended', async () => {
  const { raw, text } = await serving({
    async *chat(requests) {
      for await (const { text: part } of requests as AsyncIterable<Text>) yield { text: part.toUpperCase() }
      yield { text: 'done' }
    },
  })
  const stream = raw.bidi(Echo, 'chat')
  stream.write(text('a'))
  stream.write(text('b'))
  stream.end()
  const got: string[] = []
  for await (const one of stream) got.push((one as unknown as Text).text)
  expect(got).toEqual(['A', 'B', 'done'])
})

test('the server may end before the client does', async () => {
  const { raw, text } = await serving({
    async *chat(requests) {
      for await (const { text: part } of requests as AsyncIterable<Text>) {
        yield { text: part }
        return
      }
    },
  })
  const stream = raw.bidi(Echo, 'chat')
  stream.write(text('a'))
  const got: string[] = []
  for await (const one of stream) got.push((one as unknown as Text).text)
  expect(got).toEqual(['a'])
})

test.each(['say', 'join'])('%s: an error the handler means is answered with its code', async (name) => {
  const { raw, say } = await serving({
    [name]: () => Promise.reject(new RpcError('failed-precondition', 'not now')),
  })
  const call =
    name === 'say'
      ? say({ text: '' })
      : new Promise((_, reject) => raw.clientStream(Echo, 'join', reject).end()).catch(
          (error: { code: number; details: string }) => {
            throw new RpcError(error.code === 9 ? 'failed-precondition' : 'unknown', error.details)
          },
        )
  await expect(call).rejects.toMatchObject({ code: 'failed-precondition', message: expect.stringContaining('not now') })
})

test('an error in a stream comes after what was sent', async () => {
  const { raw } = await serving({
    async *spell() {
      yield { text: 'first' }
      throw new RpcError('data-loss', 'the rest is gone')
    },
  })
  const got: unknown[] = []
  const reading = (async () => {
    for await (const one of raw.serverStream(Echo, 'spell', { text: '' })) got.push(one)
  })()
  await expect(reading).rejects.toMatchObject({ code: 15, details: 'the rest is gone' })
  expect(got).toHaveLength(1)
})

test('an error nobody meant is internal; its text goes to the log alone', async () => {
  const { say, lines } = await serving({
    say() {
      throw new TypeError('the inner workings')
    },
  })
  const error: unknown = await say({ text: '' }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'internal' })
  expect(String(error)).not.toContain('inner workings')
  expect(lines.join('')).toContain('inner workings')
  expect(lines.join('')).toContain('/test.v1.Echo/Say')
})

test('a handler knows who calls, until when, and with which headers', async () => {
  let seen: CallContext | undefined
  let peer = ''
  let aborted: boolean | undefined
  const { say } = await serving({
    say(_, context) {
      seen = context
      peer = context.peer
      aborted = context.signal.aborted
      return {}
    },
  })
  const before = Date.now()
  await say({ text: '' }, { traceparent: '00-abc', deadlineMs: 5_000 })
  expect(seen?.header('traceparent')).toBe('00-abc')
  expect(seen?.header('none')).toBeUndefined()
  expect(peer).toMatch(/127\.0\.0\.1/)
  expect(seen?.deadlineMs).toBeGreaterThan(before)
  expect(aborted).toBe(false)
})

test('a caller that gives up aborts the signal', async () => {
  const told = Promise.withResolvers<string>()
  const begun = Promise.withResolvers<void>()
  const { say } = await serving({
    async say(_, { signal }) {
      begun.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      told.resolve('aborted')
      return {}
    },
  })
  const giveUp = new AbortController()
  const call = say({ text: '' }, { signal: giveUp.signal })
  await begun.promise
  giveUp.abort()
  await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  expect(await told.promise).toBe('aborted')
})

test('a caller that leaves a stream ends its handler', async () => {
  const cleaned = Promise.withResolvers<string>()
  const { raw } = await serving({
    async *spell() {
      try {
        for (;;) {
          yield { text: 'x'.repeat(1_000) }
          await sleep(1)
        }
      } finally {
        cleaned.resolve('cleaned up')
      }
    },
  })
  const stream = raw.serverStream(Echo, 'spell', { text: '' })
  stream.on('error', () => {})
  await new Promise((data) => stream.once('data', data))
  stream.cancel()
  expect(await cleaned.promise).toBe('cleaned up')
})

test('a method without a handler is unimplemented', async () => {
  const { say } = await serving({})
  await expect(say({ text: '' })).rejects.toMatchObject({ code: 'unimplemented' })
})
