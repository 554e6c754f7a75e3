import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '@millrace/testkit'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'

interface Call {
  readonly path: string
  readonly authorization: string
  readonly form: Readonly<Record<string, string>>
}

const calls: Call[] = []
const posted = (response: ServerResponse): void => json(response, { ok: true, channel: 'C1', ts: `1.${calls.length}` })
let answer = posted

/** Slack's API as its documentation has it: a form in, JSON with `ok` out. */
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    const { url = '', headers } = request
    calls.push({
      path: url,
      authorization: headers.authorization ?? '',
      form: Object.fromEntries(new URLSearchParams(body)),
    })
    answer(response)
  })
})

function json(response: ServerResponse, value: object, status = 200, headers = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value))
}

let bench: AttemptBench

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  bench = await attemptBench({ slackApiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/` })
  await bench.secret('slack', 'token', 'xoxb-second\n')
})
afterEach(() => {
  calls.splice(0)
  answer = posted
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
})

const slack = (more: string) => bench.compile(`slack:\n  slackToken: { name: slack, key: token }\n${more}`)
const hello = () => slack('  channel: "#general"\n  message: hello')

describe('the message', () => {
  test('has channel, text, token and the invocation id', async () => {
    expect(await bench.attempt(hello())).toEqual({ kind: 'succeeded', status: 200 })
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({ path: '/api/chat.postMessage', authorization: 'Bearer xoxb-second' })
    expect(calls[0]?.form).toMatchObject({ channel: 'general', text: 'hello' })
    expect(JSON.parse(calls[0]?.form['metadata'] ?? '')).toEqual({
      event_type: 'millrace_invocation',
      event_payload: {
        invocation_id: 'i'.repeat(32),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u) as string,
      },
    })
  })

  test('attachments, blocks and sender; its own parameters reach it', async () => {
    const full = slack(`  channel: general
  attachments: '[{"color":"#f00"}]'
  blocks: '[{"type":"divider"}]'
  sender: { username: Millrace, icon: ":tada:" }
  parameters: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: message }]`)
    expect(await bench.attempt(full)).toMatchObject({ kind: 'succeeded' })
    expect(calls[0]?.form).toMatchObject({
      text: 'main',
      attachments: '[{"color":"#f00"}]',
      blocks: '[{"type":"divider"}]',
      username: 'Millrace',
      icon_emoji: ':tada:',
    })
    await bench.attempt(slack('  channel: c\n  message: m\n  sender: { icon: "https://example.com/i.png" }'))
    expect(calls[1]?.form).toMatchObject({ icon_url: 'https://example.com/i.png' })
  })

  test('messages with one key go to the thread of the first', async () => {
    const threaded = (channel: string, more = '') =>
      slack(`  channel: ${channel}\n  message: m\n  thread: { messageAggregationKey: build-7${more} }`)
    await bench.attempt(threaded('one'))
    await bench.attempt(threaded('one'))
    await bench.attempt(threaded('one', ', broadcastMessageToChannel: true'))
    await bench.attempt(threaded('two'))
    expect(calls.map(({ form }) => [form['channel'], form['thread_ts'], form['reply_broadcast']])).toEqual([
      ['one', undefined, undefined],
      ['one', '1.1', undefined],
      ['one', '1.1', 'true'],
      ['two', undefined, undefined],
    ])
  })

  test('is not posted when the claim has passed on', async () => {
    await bench.attempt(hello(), { mayBegin: () => false })
    expect(calls).toEqual([])
  })
})

describe('what went wrong, and what it says about the effect', () => {
  test.each<[what: string, answer: (response: ServerResponse) => void, expected: object]>([
    ['no such channel', (response) => json(response, { ok: false, error: 'channel_not_found' }), { effect: 'none' }],
    [
      'a text too long',
      (response) => json(response, { ok: false, error: 'msg_too_long' }),
      { effect: 'none', final: true },
    ],
    ['a fatal error', (response) => json(response, { ok: false, error: 'fatal_error' }), { effect: 'unknown' }],
    [
      'too many',
      (response) => json(response, {}, 429, { 'Retry-After': '7' }),
      { effect: 'none', retryAfterMs: 7_000 },
    ],
    ['503', (response) => json(response, {}, 503), { effect: 'none', status: 503 }],
    ['502', (response) => json(response, {}, 502), { effect: 'unknown', status: 502 }],
    ['a lost answer', (response) => void response.socket?.destroy(), { effect: 'unknown' }],
  ])('%s', async (_, given, expected) => {
    answer = given
    const failed = await bench.attempt(hello())
    expect(failed).toMatchObject({ kind: 'failed', ...expected })
    expect(failed.kind === 'failed' && failed.reason).not.toContain('xoxb')
    expect(calls).toHaveLength(1)
  })

  test('nobody listens, no token: none', async () => {
    await using away = await attemptBench({ slackApiUrl: `http://127.0.0.1:${await freePort()}/api/` })
    const trigger = away.compile('slack: { slackToken: { name: slack, key: token }, channel: c, message: m }')
    expect(await away.attempt(trigger)).toMatchObject({ kind: 'failed', effect: 'none' })
    await away.secret('slack', 'token', 'xoxb')
    expect(await away.attempt(trigger)).toMatchObject({ kind: 'failed', effect: 'none' })
  })

  test('what parameters left without a channel is the input’s fault', async () => {
    const blank = slack(
      '  channel: c\n  message: m\n  parameters: [{ src: { dependencyName: dep, value: "" }, dest: channel }]',
    )
    expect(await bench.attempt(blank)).toMatchObject({ kind: 'failed', effect: 'none', final: true })
    expect(calls).toEqual([])
  })
})
