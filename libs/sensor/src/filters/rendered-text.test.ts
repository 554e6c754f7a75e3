import { toStr } from '@millrace/gjson'
import { fromBytes } from '@millrace/value'
import { expect, test } from 'vitest'
import { renderedText } from './rendered-text.ts'

test('what Go quotes in a way that JSON does not read ends the text', () => {
  const cutRune = fromBytes(new TextEncoder().encode('Zoë').subarray(0, 3))
  expect(toStr(renderedText(cutRune))).toBe('Zo')
  expect(toStr(renderedText('a\u0007b'))).toBe('a')
  expect(toStr(renderedText('Zoë 日本 😀\n"'))).toBe('Zoë 日本 😀\n"')
})

test('nothing is a fault', () => {
  expect(() => renderedText('')).toThrow('nothing')
  expect(() => renderedText('<no value>')).toThrow('nothing')
})
