import { expect, test } from 'vitest'
import { isNeverSent } from './never-sent.ts'

const coded = (code: string) => Object.assign(new Error(code), { code })

test.each<[what: string, error: unknown, expected: boolean]>([
  ['a refused connection', coded('ECONNREFUSED'), true],
  ['a reset one', coded('ECONNRESET'), false],
  ['a refused one inside', new Error('fetch failed', { cause: coded('ECONNREFUSED') }), true],
  ['all addresses refused', new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), true],
  ['one of them reset', new AggregateError([coded('ECONNREFUSED'), coded('ECONNRESET')]), false],
  ['no error', 'ECONNREFUSED', false],
])('%s', (_, error, expected) => expect(isNeverSent(error)).toBe(expected))
