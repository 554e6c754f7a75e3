import { get, isValid, toValue } from '@millrace/gjson'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paddingMax } from './build.ts'
import { partsMax } from './path.ts'
import { remove, set, setRaw } from './set.ts'

interface Model {
  [key: string]: unknown
}

const names = ['a', 'b', 'x.y', 'é', '😀', 'q"q', 'st*r', '@at', '\\e', 'pi|pe', 'k k', '-'] as const
const name = fc.constantFrom(...names)
const scalar = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null))
const { model } = fc.letrec<{ model: Model; value: unknown }>((tie) => ({
  model: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<Model>,
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('model')),
}))
const keys = fc.array(name, { minLength: 1, maxLength: 4 })
const indent = fc.constantFrom('', ' ', '\n\t')

function pathOf(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[^\p{L}\p{N}]/gu, '\\$&')).join('.')
}

function isModel(value: unknown): value is Model {
  return typeof value === 'object' && value !== null
}

/** What setting a value means: what is no object in the way is replaced by one. */
function setIn(root: Model, [first = '', ...rest]: readonly string[], value: unknown): Model {
  const child = Object.hasOwn(root, first) ? root[first] : undefined
  return { ...root, [first]: rest.length === 0 ? value : setIn(isModel(child) ? child : {}, rest, value) }
}

function removeIn(root: Model, [first = '', ...rest]: readonly string[]): Model {
  const { [first]: child, ...others } = root
  if (rest.length === 0) return others
  return isModel(child) ? { ...root, [first]: removeIn(child, rest) } : root
}

describe('set', () => {
  test('does to the text what it means for the object', () => {
    fc.assert(
      fc.property(model, keys, scalar, indent, (root, parts, value, space) => {
        const edited = set(JSON.stringify(root, null, space), pathOf(parts), value)
        expect(isValid(edited)).toBe(true)
        expect(JSON.parse(edited)).toEqual(setIn(root, parts, value))
      }),
      { numRuns: 1500 },
    )
  })

  test('is read back by gjson', () => {
    fc.assert(
      fc.property(model, keys, scalar, (root, parts, value) => {
        const path = pathOf(parts)
        expect(toValue(get(set(JSON.stringify(root), path, value), path))).toEqual(value)
      }),
    )
  })

  test('of a number writes it as read, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const edited = set('{}', 'n', value)
        expect(edited).not.toMatch(/[eE]/)
        expect(JSON.parse(edited)).toEqual({ n: value })
      }),
    )
  })

  test('writes integers of any size, and bytes', () => {
    expect(set(undefined, 'n', 2n ** 63n)).toBe('{"n":9223372036854775808}')
    expect(set('', 'b', Buffer.from('h\u00e9<'))).toBe('{"b":"h\u00e9\\u003c"}')
    expect(set('', 'b', Buffer.from([0x61, 0xff, 0xe6, 0x97]))).toBe('{"b":"a\\ufffd\\ufffd\\ufffd"}')
    expect(set('', 'b', [Buffer.from('hi'), 1e21, -0, { z: 1n, '\uffff': 2, '😀': 3 }])).toBe(
      '{"b":["aGk=",1e+21,-0,{"z":1,"\uffff":2,"😀":3}]}',
    )
  })
})

describe('setRaw', () => {
  test('of what is there already changes nothing', () => {
    fc.assert(
      fc.property(model, keys, indent, (root, parts, space) => {
        const document = JSON.stringify(root, null, space)
        const path = pathOf(parts)
        const { exists, raw } = get(document, path)
        fc.pre(exists)
        expect(setRaw(document, path, raw)).toBe(document)
      }),
    )
  })

  test('replaces each match of a query, and makes none', () => {
    const document = '{"list":[{"n":1},{"n":22},{"m":0}]}'
    expect(setRaw(document, 'list.#.n', '5')).toBe('{"list":[{"n":5},{"n":5},{"m":0}]}')
    expect(setRaw(document, 'list.#(n>1).n', '5')).toBe('{"list":[{"n":1},{"n":5},{"m":0}]}')
    expect(setRaw(document, 'none.#.n', '5')).toBe(document)
    expect(setRaw(document, 'list|0', '5')).toBe(document)
  })
})

describe('remove', () => {
  test('does to the text what it means for the object', () => {
    fc.assert(
      fc.property(model, keys, indent, (root, parts, space) => {
        const document = JSON.stringify(root, null, space)
        const edited = remove(document, pathOf(parts))
        expect(JSON.parse(edited)).toEqual(removeIn(root, parts))
        if (!get(document, pathOf(parts)).exists) expect(edited).toBe(document)
      }),
      { numRuns: 1500 },
    )
  })

  test('takes elements by index, and the last by -1', () => {
    expect(remove('[1, 2 , 3]', '0')).toBe('[ 2 , 3]')
    expect(remove('[1, 2 , 3]', '1')).toBe('[1 , 3]')
    expect(remove('[1, 2 , 3]', '-1')).toBe('[1, 2 ]')
    expect(remove('[]', '-1')).toBe('[]')
  })

  test('leaves a comma outside of a damaged container', () => {
    expect(remove('{"a":1[50,"0":[}', 'a.:0')).toBe('{"a":1[,"0":[}')
  })
})

describe('refused', () => {
  const many = 'a.'.repeat(partsMax)
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  test.each([
    ['empty-path', () => set('{}', '', 1)],
    ['empty-path', () => remove('{}', '')],
    ['path-too-long', () => set('{}', `${many}a`, 1)],
    ['not-an-index', () => set('[]', 'a', 1)],
    ['not-an-index', () => set('{"a":[]}', 'a.:1', 1)],
    ['complex-delete', () => remove('{}', 'a.#')],
    ['index-too-large', () => set('{}', `a.${paddingMax + 1}`, 1)],
    ['index-too-large', () => set('[1]', '9223372036854775807', 1)],
    ['unsupported-value', () => set('{}', 'a', [Number.NaN])],
    // The type has no cycles; a caller who casts gets a fault, not an overflow.
    ['unsupported-value', () => set('{}', 'a', cyclic as never)],
  ])('%s', (code, edit) => {
    expect(edit).toThrow(expect.objectContaining({ code }))
  })

  test('not at the bounds', () => {
    const deep = set('{}', 'a.'.repeat(partsMax - 1) + 'a', 1)
    expect(deep).toBe(`${'{"a":'.repeat(partsMax)}1${'}'.repeat(partsMax)}`)
    expect(set(deep, 'a.'.repeat(partsMax - 1) + 'a', 2)).toBe(deep.replace('1', '2'))
    expect(set('', `${paddingMax}`, 1).length).toBe('[null,'.length + 'null,'.length * (paddingMax - 1) + '1]'.length)
  })
})
