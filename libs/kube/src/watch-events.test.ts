import { expect, test } from 'vitest'
import { isKubeError } from './kube-error.ts'
import { watchEvent } from './watch-events.ts'

const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: '7' } }
const read = (event: object) => watchEvent(JSON.stringify(event), '/api/v1/configmaps')

test('events, bookmarks, and kinds of event that are not known', () => {
  expect(read({ type: 'ADDED', object })).toEqual({ kind: 'put', object })
  expect(read({ type: 'MODIFIED', object })).toEqual({ kind: 'put', object })
  expect(read({ type: 'DELETED', object })).toEqual({ kind: 'gone', object })
  expect(read({ type: 'BOOKMARK', object })).toEqual({ kind: 'bookmark', resourceVersion: '7' })
  expect(read({ type: 'SOMETHING', object })).toBeUndefined()
})

test.each([
  [{ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } }, 'gone'],
  [{ type: 'ERROR', object: { kind: 'Status', code: 500, message: 'no' } }, 'api-away'],
  [{ type: 'ADDED', object: {} }, 'answer-invalid'],
] as const)('%j ends the watch as %s', (event, code) => {
  expect(() => read(event)).toThrowError(expect.objectContaining({ code }))
})

test('a line that was cut off is a broken connection', () => {
  try {
    watchEvent('{"type":"ADD', '/api/v1/configmaps')
    expect.unreachable()
  } catch (error) {
    expect(isKubeError(error, 'api-away')).toBe(true)
  }
})
