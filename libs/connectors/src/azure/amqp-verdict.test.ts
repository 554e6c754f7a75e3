import { expect, test } from 'vitest'
import { amqpVerdict } from './amqp-verdict.ts'

const rejected = (condition: string) => amqpVerdict({ kind: 'rejected', condition, description: 'why' })

test('accepted is sent', () => expect(amqpVerdict({ kind: 'accepted' })).toEqual({ kind: 'sent' }))

test.each([
  ['amqp:unauthorized-access', 'none', false],
  ['amqp:resource-limit-exceeded', 'none', false],
  ['com.microsoft:server-busy', 'none', false],
  ['amqp:link:message-size-exceeded', 'none', true],
  ['amqp:internal-error', 'unknown', false],
  ['com.microsoft:timeout', 'unknown', false],
] as const)('rejected with %s: %s', (condition, effect, isFinal) => {
  expect(rejected(condition)).toMatchObject({ kind: 'failed', effect, reason: `${condition}: why` })
  expect('final' in rejected(condition)).toBe(isFinal)
})

test('given back', () => {
  expect(amqpVerdict({ kind: 'released' })).toMatchObject({ kind: 'failed', effect: 'none' })
  expect(amqpVerdict({ kind: 'modified', isTried: false })).toMatchObject({ kind: 'failed', effect: 'none' })
  expect(amqpVerdict({ kind: 'modified', isTried: true })).toMatchObject({ kind: 'failed', effect: 'unknown' })
})
