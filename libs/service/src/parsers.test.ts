import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Parser } from './option.ts'
import { bool, durationIn, durationMs, hostPort, int, list, listOf, oneOf, port, text, url, urlOf } from './parsers.ts'

const table: readonly (readonly [string, Parser<unknown>, Readonly<Record<string, unknown>>, readonly string[]])[] = [
  ['text', text, { 'any thing': 'any thing', ' ': ' ' }, ['x'.repeat(4_097)]],
  [
    'url',
    url,
    { 'nats://h:4222': 'nats://h:4222', 'https://h/p?q': 'https://h/p?q' },
    ['h:4222', '/path', 'http://', 'x'],
  ],
  ['urlOf', urlOf('http', 'https'), { 'http://h': 'http://h' }, ['nats://h', 'ftp://h', 'http:']],
  [
    'int',
    int(),
    { 0: 0, '-7': -7, '+7': 7, '007': 7 },
    ['', '1.5', '1e3', '0x1', ' 1', '1 ', '99999999999999999', 'NaN'],
  ],
  ['int in bounds', int({ min: 1, max: 10 }), { 1: 1, 10: 10 }, ['0', '11', '-1']],
  ['port', port, { 0: 0, 65535: 65_535 }, ['65536', '-1', 'http']],
  [
    'durationMs',
    durationMs,
    {
      '250ms': 250,
      '5s': 5_000,
      '1m30s': 90_000,
      '2h': 7_200_000,
      '1.5s': 1_500,
      '0.3s': 300,
      0: 0,
      '0s': 0,
      '24h': 86_400_000,
    },
    ['5', 's', '-5s', '5 s', '0.5ms', '1d', '5S', '1s ', '9999999h', ''],
  ],
  ['durationIn', durationIn({ minMs: 100, maxMs: 2_000 }), { '100ms': 100, '2s': 2_000 }, ['99ms', '3s', '0']],
  [
    'bool',
    bool,
    { true: true, Yes: true, 1: true, ON: true, false: false, no: false, 0: false, off: false },
    ['', 'y', 'tru', '2'],
  ],
  ['oneOf', oneOf('fsync', 'relaxed'), { fsync: 'fsync' }, ['Fsync', 'fsync ', '', 'toString']],
  ['list', list, { 'a, b,,c ': ['a', 'b', 'c'], ' , ': [] }, ['x'.repeat(4_097)]],
  ['listOf', listOf(int({ min: 0 })), { '1, 2': [1, 2] }, ['1,x', '-1']],
  [
    'hostPort',
    hostPort,
    {
      '127.0.0.1:80': { host: '127.0.0.1', port: 80 },
      ':0': { host: '0.0.0.0', port: 0 },
      '[::1]:7070': { host: '::1', port: 7_070 },
      'dedup.millrace.svc:7070': { host: 'dedup.millrace.svc', port: 7_070 },
    },
    ['80', 'h', 'h:', 'h:65536', '::1:80', '[::1]', 'u@h:1', 'h/x:1', 'h :1'],
  ],
]

describe.each(table)('%s', (_, parse, taken, refused) => {
  test.each(Object.entries(taken))('%s', (given, value) => {
    expect(parse(given)).toEqual(value)
  })
  test.each(refused)('not %j', (given) => {
    expect(() => parse(given)).toThrow(/^expected /)
  })
  test('says what it expects', () => {
    expect(parse.expects).toMatch(/^\S.+/)
  })
})

test('what a parser shows, it reads as the same value', () => {
  fc.assert(
    fc.property(fc.nat(2_147_483_647), (ms) => {
      expect(durationMs(durationMs.show?.(ms) ?? '')).toBe(ms)
    }),
  )
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), fc.nat(65_535), (host, number) => {
      expect(hostPort(hostPort.show?.({ host, port: number }) ?? '')).toEqual({ host, port: number })
    }),
  )
})
