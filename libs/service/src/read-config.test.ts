import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import { ConfigError } from './config-error.ts'
import { renderConfigReference } from './config-reference.ts'
import type { Options } from './option.ts'
import { bool, durationMs, hostPort, int, list, oneOf, text, url } from './parsers.ts'
import { configFrom, readConfig } from './read-config.ts'

const options = {
  natsUrl: { env: 'NATS_URL', help: 'Where the EventBus listens.', parse: url },
  inFlightMax: { env: 'IN_FLIGHT_MAX', help: 'Messages at once.', parse: int({ min: 1, max: 1_000 }), fallback: 256 },
  drainMaxMs: { env: 'DRAIN_MAX', help: 'Longest drain.', parse: durationMs, fallback: 25_000 },
  durability: { env: 'DURABILITY', help: 'What an ack promises.', parse: oneOf('fsync', 'relaxed'), fallback: 'fsync' },
  metrics: { env: 'METRICS', help: 'Where metrics are served.', parse: hostPort, fallback: undefined },
  secure: { env: 'SECURE', help: 'Whether TLS is on.', parse: bool, fallback: false },
  token: { env: 'TOKEN', help: 'What clients show.', parse: text, secret: true, fallback: '' },
  pin: { env: 'PIN', help: 'A number to keep.', parse: int(), secret: true, fallback: 1_234 },
  namespaces: { env: 'NAMESPACES', help: 'Namespaces a | b watched.', parse: list, fallback: ['default'] },
} as const satisfies Options

function faultsOf(act: () => unknown): string[] {
  try {
    act()
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ kind, message }) => `${kind}: ${message}`)
    throw error
  }
  return []
}

test('what is set is parsed, what is not falls back, and set to nothing is not set', () => {
  const env = {
    NATS_URL: 'nats://h:4222',
    IN_FLIGHT_MAX: '',
    DRAIN_MAX: '1m',
    METRICS: ':7777',
    TOKEN: 'abc',
    OTHER: 'x',
  }
  expect(readConfig(options, env)).toEqual({
    natsUrl: 'nats://h:4222',
    inFlightMax: 256,
    drainMaxMs: 60_000,
    durability: 'fsync',
    metrics: { host: '0.0.0.0', port: 7_777 },
    secure: false,
    token: 'abc',
    pin: 1_234,
    namespaces: ['default'],
  })
})

test('the types of the config are those of the table', () => {
  const config = readConfig(options, { NATS_URL: 'nats://h' })
  expectTypeOf(config.natsUrl).toEqualTypeOf<string>()
  expectTypeOf(config.inFlightMax).toEqualTypeOf<number>()
  expectTypeOf(config.durability).toEqualTypeOf<'fsync' | 'relaxed'>()
  expectTypeOf(config.metrics).toEqualTypeOf<{ readonly host: string; readonly port: number } | undefined>()
  expectTypeOf(config.namespaces).toEqualTypeOf<readonly string[]>()
})

test('every fault is named at once, with what was found and what was expected', () => {
  const env = { IN_FLIGHT_MAX: '0', DRAIN_MAX: '5', DURABILITY: 'maybe', METRICS: 'h' }
  expect(faultsOf(() => readConfig(options, env))).toEqual([
    'missing: NATS_URL is not set: expected a URL such as nats://127.0.0.1:4222',
    'invalid: IN_FLIGHT_MAX is "0": expected an integer from 1 to 1000',
    'invalid: DRAIN_MAX is "5": expected a duration such as 250ms, 5s or 1m30s',
    'invalid: DURABILITY is "maybe": expected one of fsync, relaxed',
    'invalid: METRICS is "h": expected an address such as 127.0.0.1:7070',
  ])
  expect(() => readConfig(options, env)).toThrow(/^\[config-invalid\] 5 settings are wrong:\n {2}NATS_URL is not set/)
})

test('no fault shows a secret, in whatever it stands', () => {
  const leaky = {
    secret: true,
    env: 'KEY',
    help: 'A key.',
    parse: (given: string) => {
      throw new Error(given)
    },
  }
  const faults = faultsOf(() =>
    readConfig(
      { ...options, leaky },
      { NATS_URL: 'nats//me:hunter2@h', METRICS: 'nats://me:hunter2@h', PIN: 'hunter2', KEY: 'hunter2' },
    ),
  )
  expect(faults).toHaveLength(4)
  expect(faults.join()).not.toContain('hunter2')
  expect(faults).toContain('invalid: PIN is a secret, not shown: expected an integer')
  expect(faults).toContain('invalid: KEY is a secret, not shown: expected a value for: A key.')
})

test('a long wrong value is cut short', () => {
  expect(faultsOf(() => readConfig(options, { NATS_URL: 'x'.repeat(5_000) }))[0]?.length).toBeLessThan(300)
})

test('a secret may come from a file, and from nowhere else besides', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  const file = join(folder, 'token')
  writeFileSync(file, 'from the file\n')
  writeFileSync(join(folder, 'long'), 'x'.repeat(65_537))
  const env = { NATS_URL: 'nats://h' }
  expect(readConfig(options, { ...env, TOKEN_FILE: file }).token).toBe('from the file')
  expect(faultsOf(() => readConfig(options, { ...env, TOKEN_FILE: file, TOKEN: 'x' }))).toEqual([
    `invalid: TOKEN_FILE is ${JSON.stringify(file)}: expected either it or TOKEN, not both`,
  ])
  for (const bad of [join(folder, 'long'), join(folder, 'none'), folder])
    expect(faultsOf(() => readConfig(options, { ...env, TOKEN_FILE: bad }))).toEqual([
      `invalid: TOKEN_FILE is ${JSON.stringify(bad)}: expected a file of at most 65536 bytes that can be read`,
    ])
  // Only a secret looks for a file.
  expect(faultsOf(() => readConfig(options, { NATS_URL_FILE: file }))).toHaveLength(1)
  rmSync(folder, { recursive: true })
})

test('values at hand fill the same table', () => {
  const config = configFrom(options, { natsUrl: 'nats://h', inFlightMax: 1, metrics: undefined })
  expect(config).toMatchObject({ natsUrl: 'nats://h', inFlightMax: 1, durability: 'fsync', metrics: undefined })
  expectTypeOf(config.durability).toEqualTypeOf<'fsync' | 'relaxed'>()
  // @ts-expect-error: a value of another type
  configFrom(options, { natsUrl: 'nats://h', inFlightMax: '1' })
})

test('values that are missing or that no option has are faults', () => {
  const values: object = { inflightMax: 1, toString: 1 }
  expect(faultsOf(() => configFrom(options, values))).toEqual([
    'unknown: inflightMax is no option of this service',
    'unknown: toString is no option of this service',
    'missing: natsUrl is not set: expected a URL such as nats://127.0.0.1:4222',
  ])
})

test('the reference is a table of all settings, secrets not shown', () => {
  expect(renderConfigReference(options)).toBe(`| variable | expects | default | what it does |
| --- | --- | --- | --- |
| \`NATS_URL\` | a URL such as nats://127.0.0.1:4222 | none: it must be set | Where the EventBus listens. |
| \`IN_FLIGHT_MAX\` | an integer from 1 to 1000 | \`256\` | Messages at once. |
| \`DRAIN_MAX\` | a duration such as 250ms, 5s or 1m30s | \`25s\` | Longest drain. |
| \`DURABILITY\` | one of fsync, relaxed | \`fsync\` | What an ack promises. |
| \`METRICS\` | an address such as 127.0.0.1:7070 | not set | Where metrics are served. |
| \`SECURE\` | true or false | \`false\` | Whether TLS is on. |
| \`TOKEN\` | a text of at most 4096 characters | not set | What clients show. A secret: may be given as a file, named by \`TOKEN_FILE\`. |
| \`PIN\` | an integer | set, not shown | A number to keep. A secret: may be given as a file, named by \`PIN_FILE\`. |
| \`NAMESPACES\` | texts parted by commas | \`default\` | Namespaces a \\| b watched. |
`)
})
