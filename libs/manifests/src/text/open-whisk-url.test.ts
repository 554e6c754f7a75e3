import { expect, test } from 'vitest'
import { openWhiskUrl } from './open-whisk-url.ts'

const rest = { actionName: 'hello' }

test.each([
  ['whisk.example', 'https://whisk.example/api/v1/namespaces/_/actions/hello'],
  ['whisk.example:8443', 'https://whisk.example:8443/api/v1/namespaces/_/actions/hello'],
  ['http://whisk.example:3233/', 'http://whisk.example:3233/api/v1/namespaces/_/actions/hello'],
  ['https://gateway.example/whisk', 'https://gateway.example/whisk/api/v1/namespaces/_/actions/hello'],
])('%s', (host, url) => expect(openWhiskUrl({ ...rest, host })?.href).toBe(url))

test.each(['', 'a b', 'ftp://whisk.example', 'https://ann:second@whisk.example', 'https://whisk.example/?a=b'])(
  '%j is no address',
  (host) => expect(openWhiskUrl({ ...rest, host })).toBeUndefined(),
)

test('names are written so that each stays one part of the path', () => {
  const url = openWhiskUrl({ host: 'h', namespace: 'a/b', version: 'v2', actionName: 'package/sp ace?x' })
  expect(url?.pathname).toBe('/api/v2/namespaces/a%2Fb/actions/package/sp%20ace%3Fx')
  expect(url?.search).toBe('')
})
