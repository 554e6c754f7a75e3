import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import { quoteMeta } from './quote-meta.ts'

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', '\n', '.'), maxLength: 12 })
const patterns = fc.constantFrom('a', 'a*', '', 'b+?', '[^a]', '.', '(a)|(b)', '^', '$', String.raw`\b`, 'é|😀')

describe('find', () => {
  test('offsets count UTF-16 units', () => {
    expect(compile('(é)(x)?').find('😀é')).toEqual({
      index: 2,
      end: 3,
      groups: ['é', 'é', undefined],
      spans: [
        [2, 3],
        [2, 3],
        [-1, -1],
      ],
    })
  })

  test('no match is undefined', () => {
    expect(compile('x').find('abc')).toBeUndefined()
  })
})

describe('replace', () => {
  test.each([
    ['$1', '[a]'],
    ['${1}x', '[ax]'],
    ['$1x', '[]'],
    ['$name', '[b]'],
    ['${name', '[${name]'],
    ['$$1', '[$1]'],
    ['$01', '[]'],
    ['$9', '[]'],
    ['$', '[$]'],
    ['$-', '[$-]'],
    ['$1234567890', '[]'],
  ])('%s', (template, expected) => {
    expect(compile('(a)(?P<name>b)').replace('[ab]', template)).toBe(expected)
  })

  test('by $0 changes nothing', () => {
    fc.assert(fc.property(patterns, letters, (pattern, text) => compile(pattern).replace(text, '$0') === text))
  })

  test('by a function does not read templates', () => {
    expect(compile('a').replaceWith('aba', () => '$0')).toBe('$0b$0')
  })
})

describe('split', () => {
  test('by a text gives what joins to the whole again', () => {
    fc.assert(
      fc.property(letters, letters, (separator, text) => {
        fc.pre(separator !== '')
        expect(compile(quoteMeta(separator)).split(text).join(separator)).toBe(text)
      }),
    )
  })

  test('gives at most so many parts', () => {
    fc.assert(
      fc.property(patterns, letters, fc.integer({ min: 1, max: 4 }), (pattern, text, limit) => {
        expect(compile(pattern).split(text, limit).length).toBeLessThanOrEqual(limit)
      }),
    )
  })
})

test('test, find and findAll agree', () => {
  fc.assert(
    fc.property(patterns, letters, (pattern, text) => {
      const regexp = compile(pattern)
      const all = regexp.findAll(text)
      expect(regexp.test(text)).toBe(all.length > 0)
      expect(regexp.find(text)).toEqual(all[0])
      expect([...regexp.matches(text)]).toEqual(all)
    }),
  )
})

test('a quoted text matches itself and nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(compile(`^${quoteMeta(text)}$`).find(text)?.groups).toEqual([text])
    }),
  )
})

test('many alternatives do not multiply the work', () => {
  expect(compile('^(a+)+$').test(`${'a'.repeat(50_000)}!`)).toBe(false)
})
