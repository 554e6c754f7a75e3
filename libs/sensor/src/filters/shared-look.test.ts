import { expect, test } from 'vitest'
import { sharedLook } from './shared-look.ts'

test('two who name one path share what was found, and each text has its own answer', () => {
  const one = sharedLook('a.b')
  const json = '{"a":{"b":[1]}}'
  expect(sharedLook('a.b').look(json)).toBe(one.look(json))
  expect(one.look('{"a":{"b":1}}').raw).toBe('1')
  expect(one.lookText('{"a":{"b":1}}')).toBe('1')
  expect(one.lookText('{"a":{"b":"x"}}')).toBe('x')
  expect(one.look('{"a":{"b":1}}').raw).toBe('1')
  expect(one.look('{}').exists).toBe(false)
  expect(one.lookText('{"a":{"b":1.50}}')).toBe('1.5')
})
