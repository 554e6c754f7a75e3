import { expect, test } from 'vitest'
import { waysOut } from './ways-out.ts'

test('three ways at most, and one of them needs no installation', () => {
  expect(waysOut('nats-server', 'linux', 'x64')).toBe(
    '(1) sudo apt-get install python3-venv and run this again, (2) install Go (go.dev) and run this again, ' +
      '(3) set MILLRACE_NATS_SERVER=/path/to/nats-server or MILLRACE_NATS_URL=nats://127.0.0.1:4222',
  )
  expect(waysOut('redis-server', 'darwin', 'arm64')).toBe(
    '(1) brew install redis, (2) install python3 and run this again, ' +
      '(3) set MILLRACE_REDIS_SERVER=/path/to/redis-server or MILLRACE_REDIS_URL=redis://127.0.0.1:6379',
  )
})

test('Python is not advised where it would not help', () => {
  expect(waysOut('redis-server', 'linux', 'arm64')).toBe(
    '(1) sudo apt-get install redis-server, ' +
      '(2) set MILLRACE_REDIS_SERVER=/path/to/redis-server or MILLRACE_REDIS_URL=redis://127.0.0.1:6379',
  )
})

test("the distribution's nats-server is never advised: it is too old", () => {
  expect(waysOut('nats-server', 'linux', 'x64')).not.toContain('install nats-server')
})
