import { expect, test } from 'vitest'
import { sameSecret } from './same-secret.ts'

test.each([
  ['token', 'token', true],
  ['', '', true],
  ['token', 'Token', false],
  ['token', 'token ', false],
  ['', 'token', false],
  ['é', Buffer.from('é'), true],
  [Buffer.from([0, 1]), Buffer.from([0, 1]), true],
  [Buffer.from([0, 1]), Buffer.from([0, 1, 0]), false],
])('%j and %j: %s', (given, expected, same) => {
  expect(sameSecret(given, expected)).toBe(same)
})
