import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePath, get } from './get.ts'
import { toStr } from './results/convert.ts'
import { toValue } from './results/to-value.ts'

const text = fc.string({ unit: 'binary', maxLength: 8 })
/**
 * No key ends with a backslash: once V8 has seen one, its `JSON.parse` (Node 24.21) takes the key `"` of a like object for
 * it, and so cannot be the judge.
 */
const key = fc
  .oneof(
    fc.constantFrom(
      'a',
      'b',
      'name',
      '0',
      'x.y',
      'st*r',
      '@this',
      '!true',
      '#',
      '[',
      '{',
      '\\e',
      'pi|pe',
      '"',
      'é',
      '😀',
    ),
    text.filter((name) => name !== '' && name !== '__proto__'),
  )
  .filter((name) => !name.endsWith('\\'))
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}))
/** A document and the way to one of the values in it. */
const place = fc
  .tuple(json, fc.infiniteStream(fc.nat(3)), fc.constantFrom('', ' ', '\n\t'))
  .map(([root, turns, indent]) => ({ ...descend(root, turns), document: JSON.stringify(root, null, indent) }))
  .filter(({ keys }) => keys.length > 0)

function descend(root: unknown, turns: Iterator<number>): { keys: readonly string[]; value: unknown } {
  let value = root
  const keys: string[] = []
  while (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
    const member = members[Number(turns.next().value) % Math.max(members.length, 1)]
    if (member === undefined || (keys.length > 0 && turns.next().value === 0)) break
    keys.push(member[0])
    value = member[1] as unknown
  }
  return { keys, value }
}

function pathOf(keys: readonly string[]): string {
  return keys.map((name) => name.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('.')
}

describe('plain paths', () => {
  test('find what JSON.parse finds', () => {
    fc.assert(
      fc.property(place, ({ document, keys, value }) => {
        const found = get(document, pathOf(keys))
        expect(toValue(found)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(document.slice(found.index).startsWith(found.raw)).toBe(true)
        expect(JSON.parse(found.raw)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 2000 },
    )
  })

  test('find nothing below what is found last', () => {
    fc.assert(
      fc.property(place, ({ document, keys, value }) => {
        fc.pre(typeof value !== 'object' || value === null)
        expect(get(document, `${pathOf(keys)}.none`).exists).toBe(false)
      }),
    )
  })

  test('read the same when compiled once', () => {
    const find = compilePath('a.#(b>1)#.c|0')
    const documents = ['{"a":[{"b":1,"c":2},{"b":3,"c":4}]}', '{"a":5}', '{"a":[{"b":2,"c":{"d":1}}]}', '']
    expect(documents.map((document) => find(document))).toEqual(
      documents.map((document) => get(document, 'a.#(b>1)#.c|0')),
    )
    expect(documents.map((document) => toStr(find(document)))).toEqual(['4', '', '{"d":1}', ''])
  })

  test('search later members of the same name when the first leads nowhere', () => {
    expect(get('{"a":{"x":1},"a":{"b":2},"a":{"b":3}}', 'a.b').raw).toBe('2')
  })
})

describe('any text at all', () => {
  const noise = fc.string({ unit: fc.constantFrom(...Array.from('{}[](),:"\\ .|#@!*?=<>%~a1u0nt')) })

  test('gives a result, and one whose conversions work', () => {
    fc.assert(
      fc.property(noise, noise, (document, path) => {
        const found = get(document, path)
        expect(found.exists).toBe(found.type !== 'Null' || found.raw !== '')
        expect(typeof toStr(found)).toBe('string')
        expect(toValue(found)).not.toBe(undefined)
      }),
      { numRuns: 3000 },
    )
  })

  test('is taken apart only at places inside of it', () => {
    fc.assert(
      fc.property(noise, fc.constantFrom('a', '0', '#.a', '#(a)#', '*', '..0', 'a|a'), (document, path) => {
        const { index, indexes = [], raw } = get(document, path)
        if (index > 0) expect(document.slice(index, index + raw.length)).toBe(raw)
        for (const place of indexes) expect(place).toBeLessThan(document.length)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('places', () => {
  const document = '{"list":[{"n":"é"},{"m":1},{"n":3}]}'

  test('are those of the value in the document', () => {
    expect(get(document, 'list.2.n').index).toBe(document.indexOf('3'))
    expect(get(document, 'list.#(n==3)').index).toBe(document.indexOf('{"n":3}'))
  })

  test('of many values are those of each', () => {
    const { raw, index, indexes } = get(document, 'list.#.n')
    expect({ raw, index, indexes }).toEqual({ raw: '["é",3]', index: 0, indexes: [14, document.indexOf('3')] })
  })

  test('are unknown after a pipe, and for what was built', () => {
    expect(get(document, 'list|2').index).toBe(0)
    expect(get(document, 'list.#').index).toBe(0)
    expect(get(document, '[list]').index).toBe(0)
  })
})

describe('several paths into one text', () => {
  const piece = fc.constantFrom(
    ...'{ } [ ] , : " \\ a b 1 "a" "a": "b": {"a":{"b":1},"b":2,"a":3} "\\u0061":4'.split(' '),
  )
  const path = fc.constantFrom(
    'a',
    'b',
    'a.b',
    'b.a',
    'a.b.a',
    '*',
    'a*.b',
    'a|b',
    'a.@this',
    '[a,b]',
    '#',
    '0.a',
    'a.#',
  )

  test('what was asked before changes no answer, whatever the text', () => {
    const body = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => `{"b":{"a":1},${pieces.join('')}`),
      fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(body, fc.array(path, { minLength: 2, maxLength: 6 }), (json, paths) => {
        const alone = paths.map((one) => {
          get('{"other":1}', 'other')
          return get(json, one)
        })
        get('{"other":1}', 'other')
        expect(paths.map((one) => get(json, one))).toEqual(alone)
      }),
      { numRuns: 3_000 },
    )
  })
})
