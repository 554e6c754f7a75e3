import { expect, test } from 'vitest'
import { fieldCharsMax } from './log-fields.ts'
import { createLogger } from './logger.ts'
import type { LoggerOptions } from './logger.ts'

const NOON = Date.UTC(2026, 10, 23, 12, 0, 1, 45)

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = []
  const log = createLogger({ service: 'router', now: () => NOON, write: (line) => lines.push(line), ...options })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> }
}

test('a line has level, time, logger and message first, then the fields', () => {
  const { log, lines } = capture()
  log.info('Sensor started.', { sensorName: 'deploy', trace_id: 'abc', n: 1, ok: true, none: null, left: undefined })
  expect(lines).toEqual([
    '{"level":"info","ts":"2026-11-23T12:00:01.045Z","logger":"millrace.router","msg":"Sensor started.","sensorName":"deploy","trace_id":"abc","n":1,"ok":true,"none":null}\n',
  ])
})

test('one line stays one line, whatever is in it', () => {
  const { log, lines, last } = capture()
  log.info('a\n"b"\u2028', { 'k\n"': 'v\r\n' })
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1)
  expect(last()).toMatchObject({ msg: 'a\n"b"\u2028', 'k\n"': 'v\r\n' })
})

test.each([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
] as const)('at level %s are written: %s', (level, written) => {
  const { log, lines } = capture({ level })
  for (const each of ['debug', 'info', 'warn', 'error'] as const) {
    log[each]('x')
    log.child({ a: 1 })[each]('x')
    expect(log.enabled(each)).toBe((written as readonly string[]).includes(each))
  }
  expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(
    written.flatMap((each) => [each, each]),
  )
})

test('children add their fields, the elder first', () => {
  const { log, lines } = capture()
  log.child({ sensorName: 'deploy', password: 'hunter2' }).child({ triggerName: 'http' }).info('x', { n: 1 })
  expect(lines[0]).toContain('"msg":"x","sensorName":"deploy","password":"[redacted]","triggerName":"http","n":1}')
})

test('a field cannot stand for the message or the level', () => {
  const { log, last } = capture()
  log.info('true message', { msg: 'forged', level: 'error', logger: 'x', ts: 'y' })
  expect(last()).toMatchObject({
    msg: 'true message',
    level: 'info',
    msg_: 'forged',
    level_: 'error',
    logger_: 'x',
    ts_: 'y',
  })
})

test('secrets are hidden at every depth, and in URLs', () => {
  const { log, lines } = capture()
  const secrets = {
    authorization: 'Bearer hunter2',
    nested: [{ deep: { api_key: 'hunter2', url: 'nats://me:hunter2@h' } }],
  }
  log.warn('cannot reach nats://me:hunter2@h', { ...secrets, map: new Map([['token', 'hunter2']]) })
  log.error('x', { error: new Error('nats://me:hunter2@h', { cause: new Error('redis://:hunter2@h') }) })
  expect(lines.join('')).not.toContain('hunter2')
})

test('an error is told with its causes and code, and its stack at level error only', () => {
  const { log, last } = capture()
  const error = Object.assign(new Error('cannot publish', { cause: new Error('no responders') }), { code: 'bus-away' })
  log.warn('x', { error })
  expect(last()).toMatchObject({ error: 'cannot publish <- no responders', error_code: 'bus-away' })
  expect(last()).not.toHaveProperty('stacktrace')
  log.error('x', { error })
  expect(last()['stacktrace']).toContain('logger.test.ts')
})

test('what JSON cannot hold is still told', () => {
  const { log, last } = capture()
  const loop: Record<string, unknown> = {}
  loop['self'] = loop
  log.info('x', {
    big: 2n ** 64n,
    nan: Number.NaN,
    bytes: new Uint8Array(3),
    when: new Date(NOON),
    never: new Date(Number.NaN),
    loop,
    fn: () => 1,
    map: new Map([['a', 1n]]),
    set: new Set([1]),
    inner: { error: new Error('deep') },
  })
  expect(last()).toMatchObject({
    big: '18446744073709551616',
    nan: 'NaN',
    bytes: '[3 bytes]',
    when: '2026-11-23T12:00:01.045Z',
    never: 'Invalid Date',
    loop: '[not serialisable]',
    fn: '[function]',
    map: { a: '1' },
    set: [1],
    inner: { error: 'deep' },
  })
})

test('a field has a bound', () => {
  const { log, last } = capture()
  log.info('x', { text: 'y'.repeat(fieldCharsMax + 5), nested: { text: 'y'.repeat(2 * fieldCharsMax) } })
  expect(last()['text']).toBe(`${'y'.repeat(fieldCharsMax)}…(+5)`)
  expect(String(last()['nested']).length).toBeLessThan(fieldCharsMax + 20)
})

test('for people: time, service, level, message, fields', () => {
  const { log, lines } = capture({ pretty: true, now: () => new Date(2026, 10, 23, 12, 0, 1).getTime() })
  log
    .child({ sensorName: 'deploy' })
    .info('Sensor started.', { why: 'it was time', path: 'a=b', empty: '', n: { a: 1 } })
  expect(lines).toEqual([
    '12:00:01 router  info  Sensor started. sensorName=deploy why="it was time" path="a=b" empty="" n={"a":1}\n',
  ])
})

test('for people: a stack follows, a field drives no terminal, secrets stay hidden', () => {
  const { log, lines } = capture({ pretty: true })
  log.error('cannot reach nats://me:hunter2@h', { error: new Error('boom'), esc: '\x1b[31mred', password: 'hunter2' })
  expect(lines[0]).toMatch(/ error cannot reach .* error=boom esc="\\u001b\[31mred" password=\[redacted\]\n {4}at /)
  expect(lines[0]).not.toContain('hunter2')
})

test('for people, in colour: the same words', () => {
  const { log, lines } = capture({ pretty: true, colour: true })
  log.warn('x', { a: 1 })
  // oxlint-disable-next-line no-control-regex
  expect(lines[0]?.replaceAll(/\x1b\[\d+m/g, '')).toMatch(/^\d\d:\d\d:\d\d router  warn  x a=1\n$/)
  expect(lines[0]).toContain('\x1b[33mwarn')
})
