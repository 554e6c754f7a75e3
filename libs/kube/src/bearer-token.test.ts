import { expect, test } from 'vitest'
import { isBearerToken, tokenAudiences, tokenExpiryMs } from './bearer-token.ts'

const jwt = (payload: string) => `h.${Buffer.from(payload).toString('base64url')}.s`

test.each([
  ['a.b-c_d~e+f/g=', true],
  ['', false],
  ['a b', false],
  ['a\r\nx-header: y', false],
  ['caf\u00e9', false],
])('%j is a token that a header can carry: %s', (text, isOne) => {
  expect(isBearerToken(text)).toBe(isOne)
})

test('what a JWT says of its end and of whom it is for', () => {
  expect(tokenExpiryMs(jwt('{"exp":12}'))).toBe(12_000)
  expect(tokenAudiences(jwt('{"aud":["a",1,"b"]}'))).toEqual(['a', 'b'])
  expect(tokenAudiences(jwt('{"aud":"a"}'))).toEqual(['a'])
  for (const token of ['x', jwt('null'), jwt('['), jwt('"a"'), jwt('{"exp":"12","aud":{}}'), 'a.b.c']) {
    expect(tokenExpiryMs(token)).toBeUndefined()
    expect(tokenAudiences(token)).toEqual([])
  }
})
