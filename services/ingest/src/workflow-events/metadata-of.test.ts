import { expect, test } from 'vitest'
import { metadataOf } from './metadata-of.ts'

const of = (...rawHeaders: string[]) =>
  metadataOf({ rawHeaders: ['Host', 'here:2746', ...rawHeaders], remoteAddress: '::ffff:10.0.0.9' })

test('headers that begin with x- are kept, by lower-case name, each value apart and in order', () => {
  expect(
    of('X-B', '2', 'x-b', '1', 'X-Comma', 'a, b', 'Authorization', 'Bearer t', 'Cookie', 'c', 'X_Under', 'u'),
  ).toEqual({
    'x-b': ['2', '1'],
    'x-comma': ['a, b'],
    'x-forwarded-host': ['here:2746'],
    'x-forwarded-for': ['10.0.0.9'],
  })
})

test('where the client was forwarded from comes first, and what is added after it', () => {
  expect(of('X-Forwarded-For', '1.2.3.4', 'X-Forwarded-Host', 'h.example')).toEqual({
    'x-forwarded-for': ['1.2.3.4', '1.2.3.4, 10.0.0.9'],
    'x-forwarded-host': ['h.example', 'h.example'],
  })
})

test('a name that ends in -bin has base64, padded or not', () => {
  expect(of('X-A-Bin', 'aGk=', 'X-B-Bin', 'aGk')).toMatchObject({ 'x-a-bin': ['hi'], 'x-b-bin': ['hi'] })
  expect(of('X-A-Bin', 'not base64!')).toMatchObject({ status: 400, code: 3 })
})

test('what cannot be printed is refused by name, and its value is not shown', () => {
  const refused = of('X-My', 'caf\u00e9')
  expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('header key "x-my" contains') })
  expect(JSON.stringify(refused)).not.toContain('caf')
})

test('a header that is a secret itself is only known to have been there', () => {
  const metadata = of('X-Gitlab-Token', 'the secret', 'X-Hook-UUID', '{another}')
  expect(JSON.stringify(metadata)).not.toMatch(/the secret|another/)
  expect(metadata).toMatchObject({ 'x-gitlab-token': ['*** masked ***'] })
})
