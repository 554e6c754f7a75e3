import { expect, test } from 'vitest'
import { bearerOf, claimsOf, tokensOf } from './api-token.ts'

const jwt = (payload: string) => `h.${Buffer.from(payload).toString('base64url')}.s`

test.each([
  ['Bearer a.b-c_d~e+f/g=', 'a.b-c_d~e+f/g='],
  // An API server takes the first word of several, and an empty one for no token at all.
  ['Bearer a b', undefined],
  ['Bearer  a', undefined],
  ['Bearer ', undefined],
  ['Bearer', undefined],
  ['bearer a', undefined],
  ['Bearer a\tb', undefined],
  ['Bearer caf\u00e9', undefined],
])('of %j the token is %j', (credentials, token) => {
  expect(bearerOf(credentials)).toBe(token)
})

test('the header comes before cookies, which may be several and quoted', () => {
  expect(tokensOf({ authorization: 'Bearer a', cookie: 'authorization=Bearer b' })).toEqual(['Bearer a'])
  expect(tokensOf({ cookie: 'x=1; authorization="Bearer b"; authorization=Bearer c' })).toEqual([
    'Bearer b',
    'Bearer c',
  ])
  expect(tokensOf({})).toEqual([])
})

test('what a JWT says is read whatever its letters are, and what is none says nothing', () => {
  const payload = JSON.stringify({ sub: 'ann\u00ff\u00fe', email: 'a@x', preferred_username: 1 })
  expect(claimsOf(jwt(payload))).toEqual({ subject: 'ann\u00ff\u00fe', email: 'a@x' })
  for (const token of ['x', jwt('null'), jwt('['), jwt('"a"'), 'a.b.c']) expect(claimsOf(token)).toBeUndefined()
})
