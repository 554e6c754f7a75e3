import { create } from '@bufbuild/protobuf'
import { SensorServiceListRequestSchema } from '@millrace/protocol/admin'
import { expect, test } from 'vitest'
import { cut, numbersPosition, pageOf, textPosition } from './page.ts'

const request = (fields: object) => create(SensorServiceListRequestSchema, fields)
const pageFor = (fields: object) => pageOf(SensorServiceListRequestSchema, request(fields), 2, textPosition)
const names = ['a', 'b', 'c', 'd', 'e']

test('pages go on where the one before ended, whatever their sizes', () => {
  const first = cut(names, pageFor({}), (name) => name)
  expect(first.items).toEqual(['a', 'b'])
  const second = cut(names, pageFor({ pageSize: 2, pageToken: first.nextPageToken }), (name) => name)
  expect(second.items).toEqual(['c', 'd'])
  expect(cut(names, pageFor({ pageSize: 9, pageToken: second.nextPageToken }), (name) => name)).toEqual({
    items: ['e'],
    nextPageToken: '',
  })
})

test('what was removed meanwhile does not shift a page', () => {
  const { nextPageToken: pageToken } = cut(names, pageFor({}), (name) => name)
  expect(cut(['a', 'c', 'd'], pageFor({ pageToken }), (name) => name).items).toEqual(['c', 'd'])
})

test.each([
  ['none of this API', 'x'],
  ['none of this API', Buffer.from('{}').toString('base64url')],
  ['none of this API', Buffer.from('[2,"x","a"]').toString('base64url')],
  ['made for another request', pageFor({ namespace: 'other' }).next('a')],
])('a token is refused: %s', (why, pageToken) => {
  expect(() => pageFor({ pageToken })).toThrow(`page_token: ${why}`)
})

test('a token of another kind is refused', () => {
  const pageToken = pageFor({}).next('a')
  const read = () => pageOf(SensorServiceListRequestSchema, request({ pageToken }), 2, numbersPosition(1))
  expect(read).toThrow('page_token: none of this method')
})
