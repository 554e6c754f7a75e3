import { describe, expect, test } from 'vitest'
import { placeInText, readText, textTest } from './text-query.ts'

describe('what people type', () => {
  test.each([
    ['order Shipped', ['order', 'shipped'], [], []],
    ['order-12 order', ['order', '12'], [], []],
    ['ship*', [], ['ship'], []],
    ['"two words" ship*', [], ['ship'], [{ words: ['two', 'words'], isOpen: false }]],
    ['"two wor*" x', ['x'], [], [{ words: ['two', 'wor'], isOpen: true }]],
    ['"one" "on*"', ['one'], ['on'], []],
    ['"two words', ['two', 'words'], [], []],
    ['* "" … "*"', [], [], []],
    ['Köln*', [], ['köln'], []],
  ])('%s', (text, words, beginnings, phrases) => {
    expect(readText(text)).toEqual({ words, beginnings, phrases })
  })
})

test('words alone are the index’s to find', () => {
  expect(textTest(readText('order shipped'))).toBeUndefined()
})

test.each([
  ['"two words"', 'Two, words', true],
  ['"two words"', 'two other words', false],
  ['"two words"', 'two wordss', false],
  ['"two words"', 'atwo words', false],
  ['"two words"', '{"two":{"words":1}}', true],
  ['wor*', 'in a word', true],
  ['wor*', 'sword', false],
  ['kö*', 'in KÖLN', true],
  ['wor* "no such"', 'a word', false],
])('%s in %s: %s', (text, data, is) => {
  expect(textTest(readText(text))?.(data)).toBe(is)
})

test.each([
  ['shipped', 'it is Shipped now', 'Shipped'],
  ['ship*', 'it is Shipped now', 'Shipped'],
  ['"is shipped"', 'is not, but it is: shipped', 'is: shipped'],
  ['absent', 'it is shipped', undefined],
])('the first place of %s', (text, data, place) => {
  expect(placeInText(readText(text)).exec(data)?.[0]).toBe(place)
})
