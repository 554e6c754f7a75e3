import { describe, expect, test } from 'vitest'
import { depthMax, GjsonError } from './error.ts'
import { get } from './get.ts'
import { toValue } from './results/to-value.ts'
import { parseText } from './results/parse.ts'
import { isValid } from './text/valid.ts'

function nest(count: number, open: string, inner: string, close: string): string {
  return open.repeat(count) + inner + close.repeat(count)
}

/** More levels than the stack has room for. */
const far = 100_000
const near = depthMax - 10

describe('a document that nests far too deep', () => {
  const arrays = nest(far, '[', '1', ']')
  const objects = nest(far, '{"a":', '1', '}')

  test('is searched and validated all the same', () => {
    expect(get(`{"x":${arrays},"y":${objects},"z":7}`, 'z').raw).toBe('7')
    expect(get(arrays, '0.0').raw).toBe(nest(far - 2, '[', '1', ']'))
    expect(isValid(arrays)).toBe(true)
    expect(isValid(objects)).toBe(true)
    expect(isValid(arrays.slice(0, -1))).toBe(false)
  })

  test.each(['@pretty', '@flatten:{"deep":true}', '@dig:b'])('is refused by %s', (path) => {
    expect(() => get(nest(far / 10, '[', '1', ']'), path)).toThrow(expect.objectContaining({ code: 'too-deep' }))
  })

  test('is refused as a value, damaged or not', () => {
    expect(() => toValue(parseText(arrays))).toThrow(GjsonError)
    expect(() => toValue(parseText(objects))).toThrow(GjsonError)
    expect(() => toValue(parseText('['.repeat(far / 10)))).toThrow(GjsonError)
  })
})

describe('a document near the bound', () => {
  test.each(['@pretty', '@flatten:{"deep":true}', '@dig:b', '@this'])('passes %s', (path) => {
    expect(get(nest(near, '[', '1', ']'), path).exists).toBe(true)
  })

  test('is a value, damaged or not', () => {
    expect(JSON.stringify(toValue(parseText(nest(near, '[', '', ']'))))).toBe(nest(near, '[', '', ']'))
    expect(JSON.stringify(toValue(parseText('['.repeat(near))))).toBe(nest(near, '[', '', ']'))
    const objects = nest(near, '{"a":', '1', '}')
    expect(JSON.stringify(toValue(parseText(objects)))).toBe(objects)
  })
})

describe('a path that nests', () => {
  const objects = nest(depthMax + 20, '{"a":', '1', '}')
  const arrays = nest(depthMax + 20, '[', '1', ']')
  const paths: Record<string, (count: number) => readonly [document: string, path: string]> = {
    keys: (count) => [objects, nest(count, 'a.', 'a', '')],
    indexes: (count) => [arrays, nest(count, '0.', '0', '')],
    pipes: (count) => [objects, nest(count, 'a|', 'a', '')],
    modifiers: (count) => [objects, nest(count, '@this|', 'a', '')],
    literals: (count) => ['1', nest(count, '!{}|', '@this', '')],
    multipaths: (count) => ['1', nest(count, '[', '@this', ']')],
    queries: (count) => [arrays, nest(count, '#(', '0', ')')],
    projections: (count) => [arrays, nest(count, '#.', '0', '')],
  }

  test.each(Object.entries(paths))('far too deep is refused: %s', (_, make) => {
    const [document, path] = make(depthMax + 10)
    expect(() => get(document, path)).toThrow(expect.objectContaining({ code: 'too-deep' }))
    expect(() => get(document, make(far / 10)[1])).toThrow(GjsonError)
  })

  test.each(Object.entries(paths))('near the bound is followed: %s', (_, make) => {
    expect(() => get(...make(depthMax / 2 - 10))).not.toThrow()
  })
})

test('modifiers that double the text again and again end in an error', () => {
  expect(() => get('["\\""]', `0${'.@tostr'.repeat(60)}`)).toThrow(expect.objectContaining({ code: 'too-large' }))
})

test('looking into each part of each part ends in an error', () => {
  const nested = nest(40, '[1,', '1', ']')
  expect(() => get(nested, `${'@dig:'.repeat(12)}a`)).toThrow(expect.objectContaining({ code: 'too-long' }))
})
