import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'

interface Received {
  readonly from: string
  readonly to: string
  readonly text: string
}

/** A mail server that keeps what it gets. */
async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData(stream, session, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        const { mailFrom } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: session.envelope.rcptTo.map((one) => one.address).join(),
          text,
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    received,
    port: (server.server.address() as AddressInfo).port,
    end: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

let bench: AttemptBench
let server: Awaited<ReturnType<typeof mailServer>>

beforeAll(async () => {
  bench = await attemptBench()
  server = await mailServer()
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await server.end()
})

const email = (port: number, more = '', to = '[ann@example.com, bob+tag@example.photography]') =>
  bench.compile(`email:
  host: 127.0.0.1
  port: ${port}
  from: millrace@example.com
  to: ${to}
  subject: Grüße
  body: "first\\nsecond"
${more}`)

describe('the message', () => {
  test('goes to each recipient alone, with a Message-ID that a repeat has again', async () => {
    expect(await bench.attempt(email(server.port))).toEqual({ kind: 'succeeded', status: 0 })
    expect(server.received.map(({ to }) => to)).toEqual(['ann@example.com', 'bob+tag@example.photography'])
    const [first, second] = server.received.map(({ text }) => text)
    expect(first).toMatch(/^To: ann@example\.com$/mu)
    expect(first).not.toContain('bob')
    expect(first).toMatch(/^From: millrace@example\.com$/mu)
    expect(first).toMatch(/^Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=$/mu)
    expect(first).toMatch(/^X-Millrace-Invocation-Id: i{32}$/imu)
    expect(first).toMatch(/^traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/imu)
    expect(first).toMatch(/\r\n\r\nfirst\r\nsecond/u)
    const idOf = (text: string | undefined) => /^Message-ID:\s+(.*)$/mu.exec(text ?? '')?.[1]
    expect(idOf(first)).toMatch(/^<i{32}\.[0-9a-f]{12}@millrace\.invalid>$/u)
    expect(idOf(first)).not.toBe(idOf(second))
    server.received.splice(0)
    await bench.attempt(email(server.port))
    expect(idOf(server.received[0]?.text)).toBe(idOf(first))
  })

  test('its own parameters reach it; a header cannot be smuggled in', async () => {
    server.received.splice(0)
    const rewritten = email(
      server.port,
      '  parameters: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: subject }]',
      '[ann@example.com]',
    )
    const data = JSON.stringify({ body: { ref: 'main\r\nBcc: eve@example.com' } })
    expect(await bench.attempt(rewritten, { data })).toMatchObject({ kind: 'succeeded' })
    expect(server.received).toHaveLength(1)
    expect(server.received[0]?.text).not.toMatch(/^Bcc:/mu)
  })

  test('without from the sender is empty, as the original has it; a user name that is an address stands in', async () => {
    server.received.splice(0)
    const bare = (more: string) =>
      bench.compile(
        `email: { host: 127.0.0.1, port: ${server.port}, to: [ann@example.com], subject: s, body: b${more} }`,
      )
    expect(await bench.attempt(bare(''))).toMatchObject({ kind: 'succeeded' })
    expect(await bench.attempt(bare(', username: bob@example.com'))).toMatchObject({ kind: 'succeeded' })
    expect(server.received.map(({ from }) => from)).toEqual(['', 'bob@example.com'])
  })

  test('is not sent when the claim has passed on', async () => {
    server.received.splice(0)
    await bench.attempt(email(server.port), { mayBegin: () => false })
    expect(server.received).toEqual([])
  })

  test('credentials are shown, and a rotated password counts at once', async () => {
    const guarded = await mailServer({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === 'ann' && password === 'second' ? done(null, { user: 'ann' }) : done(new Error('no')),
    })
    const withAuth = email(guarded.port, '  username: ann\n  smtpPassword: { name: smtp, key: pass }')
    await bench.secret('smtp', 'pass', 'first')
    const refusal = await bench.attempt(withAuth)
    expect(refusal).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(refusal.kind === 'failed' && refusal.reason).not.toContain('first')
    await bench.secret('smtp', 'pass', 'second\n')
    expect(await bench.attempt(withAuth)).toMatchObject({ kind: 'succeeded' })
    await guarded.end()
  })
})

describe('what went wrong, and what it says about the effect', () => {
  test('nobody listens: none', async () => {
    expect(await bench.attempt(email(1))).toMatchObject({ kind: 'failed', effect: 'none' })
  })

  test('every recipient is refused: none. One of two: unknown, and it says who', async () => {
    const picky = (refuses: (address: string) => boolean) =>
      mailServer({
        onRcptTo: ({ address }, _session, done) => done(refuses(address) ? new Error('no such user') : null),
      })
    const all = await picky(() => true)
    expect(await bench.attempt(email(all.port))).toMatchObject({ kind: 'failed', effect: 'none' })
    await all.end()
    const one = await picky((address) => address.startsWith('bob'))
    const failed = await bench.attempt(email(one.port))
    expect(failed).toMatchObject({ kind: 'failed', effect: 'unknown' })
    expect(failed.kind === 'failed' && failed.reason).toMatch(/bob\+tag@example\.photography: .*\(1 of 2 were taken\)/u)
    expect(one.received).toHaveLength(1)
    await one.end()
  })

  test('the message is refused after DATA: none', async () => {
    const refusing = await mailServer({
      onData(stream, _session, done) {
        stream.resume()
        stream.on('end', () => done(Object.assign(new Error('spam'), { responseCode: 554 })))
      },
    })
    expect(await bench.attempt(email(refusing.port))).toMatchObject({ kind: 'failed', effect: 'none' })
    await refusing.end()
  })

  test.each([
    ['MAIL', 'none'],
    ['RCPT', 'none'],
    ['DATA', 'unknown'],
    ['the end of the message', 'unknown'],
  ])('the connection goes instead of an answer to %s: %s', async (last, effect) => {
    const dying = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('220 ready\r\n')
      let isData = false
      socket.on('data', (chunk: Buffer) => {
        const text = chunk.toString()
        if (text.startsWith(last) || (isData && text.endsWith('\r\n.\r\n'))) socket.destroy()
        else if (!isData) {
          isData = text.startsWith('DATA')
          socket.write(isData ? '354 go on\r\n' : '250 ok\r\n')
        }
      })
    })
    await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve))
    const lost = email((dying.address() as AddressInfo).port, '', '[ann@example.com]')
    expect(await bench.attempt(lost)).toMatchObject({ kind: 'failed', effect })
    dying.close()
  })

  test.each([
    ['no recipient', '[]', 'recipient'],
    ['what is no address', '["ann@example.com, bob@example.com"]', 'not an address'],
  ])('%s: the input’s fault', async (_, to, reason) => {
    const failed = await bench.attempt(
      bench.compile(
        `email: { host: 127.0.0.1, from: a@example.com, to: ${to}, subject: s, body: b }`,
        'parameters: [{ src: { dependencyName: dep, value: s }, dest: email.subject }]',
      ),
    )
    expect(failed).toMatchObject({ kind: 'failed', effect: 'none', final: true })
    expect(failed.kind === 'failed' && failed.reason).toContain(reason)
  })
})
