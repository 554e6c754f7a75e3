import { expect, test } from 'vitest'
import { bodyIdAt } from './body-id.ts'

test.each([
  ['id', '{"id":"a"}', 'a'],
  ['id', '{"id":7}', '7'],
  ['event.id', '{"event":{"id":"a"}}', 'a'],
  ['0.id', '[{"id":"a"}]', 'a'],
  ['id', '{"id":{"a":1}}', null],
  ['id', '{"other":"a"}', null],
  ['id', 'no json', null],
  ['id', 'null', null],
  ['toString', '{}', null],
])('%s of %s is %j', (path, body, id) => {
  expect(bodyIdAt(path, body)).toBe(id)
})
