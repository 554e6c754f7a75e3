import { describe, expect, test } from 'vitest'
import { cleanPath, readTarget } from './clean-path.ts'
import { compileEndpoint } from './endpoint-pattern.ts'

describe('compileEndpoint', () => {
  test('an endpoint without braces is matched exactly', () => {
    expect(compileEndpoint('/a.b')).toEqual({ kind: 'exact', path: '/a.b' })
  })

  test.each([
    ['/t/{id}', '/t/1', true],
    ['/t/{id}', '/t/a b', true],
    ['/t/{id}', '/t/', false],
    ['/t/{id}', '/t/1/', false],
    ['/t/{id}', '/t/1/2', false],
    ['/t/{id}', '/x/t/1', false],
    ['/t/{id}/x', '/t/1/x', true],
    ['/{a}-{b}.json', '/1-2.json', true],
    ['/{a}-{b}.json', '/1-2xjson', false],
    ['/n/{id:[0-9]{2,3}}', '/n/123', true],
    ['/n/{id:[0-9]{2,3}}', '/n/1', false],
    ['/n/{id:a|b}/c', '/n/b/c', true],
    ['/n/{id:a|b}/c', '/n/b', false],
    ['/{rest:.*}', '/a/b/c', true],
  ])('%s and %s: %s', (endpoint, path, matches) => {
    const pattern = compileEndpoint(endpoint)
    expect(pattern.kind === 'template' && pattern.matches(path)).toBe(matches)
  })

  test.each(['/t/{id', '/t/id}', '/t/{}', '/t/{:a}', '/t/{a:}', '/t/{a:[}', '/t/}{'])('%s is refused', (endpoint) => {
    expect(() => compileEndpoint(endpoint)).toThrow()
  })

  test('a pattern that makes backtracking engines hang is matched at once', () => {
    const pattern = compileEndpoint('/{x:(a+)+}$')
    expect(pattern.kind === 'template' && pattern.matches(`/${'a'.repeat(5_000)}!`)).toBe(false)
  })
})

test.each([
  ['/a', '/a', ''],
  ['/a?b=1?c', '/a', 'b=1?c'],
  ['/a%2Fb%20c?d=%41', '/a/b c', 'd=%41'],
  ['http://host:80/a?b', '/a', 'b'],
  ['http://host', '/', ''],
  ['http://host?x', '/', 'x'],
  ['*', '*', ''],
])('the target %s has the path %s and the query %j', (url, path, query) => {
  expect(readTarget(url)).toEqual({ path, query })
})

test.each(['/%', '/%zz', '/%ff'])('the target %s is malformed', (url) => {
  expect(readTarget(url)).toBeUndefined()
})

test.each([
  ['/a', '/a'],
  ['/a/', '/a/'],
  ['//a', '/a'],
  ['/a//b/', '/a/b/'],
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/../../a', '/a'],
  ['/.well-known/x', '/.well-known/x'],
  ['//', '/'],
  ['/a/..', '/'],
])('%s cleaned is %s', (path, clean) => {
  expect(cleanPath(path)).toBe(clean)
})
