import { describe, expect, test } from 'vitest'
import { get } from '../get.ts'

/** What the original answers; undefined where it finds nothing. */
const answers: readonly (readonly [json: string, path: string, raw: string | undefined])[] = [
  ['{"a" : [ 1 , "x y" ] }', '@ugly', '{"a":[1,"x y"]}'],
  ['{"a":1,"b":[2]}', '@reverse', '{"b":[2],"a":1}'],
  ['[1,[2],{"a":3}]', '@reverse', '[{"a":3},[2],1]'],
  ['5', '@reverse', '5'],
  ['[1,[2],[3,[4]],[]]', '@flatten', '[1,2,3,[4]]'],
  ['[1,[2],[3,[4]],[]]', '@flatten:{"deep":true}', '[1,2,3,4]'],
  ['[{"a":1,"b":2},{"a":3},4]', '@join', '{"a":3,"b":2}'],
  ['[{"a":1,"b":2},{"a":3},4]', '@join:{"preserve":true}', '{"a":1,"b":2,"a":3}'],
  ['{"a":[1,2],"b":[3],"c":4}', '@group', '[{"a":1,"b":3},{"a":2}]'],
  ['[1]', '@group', undefined],
  ['{"a":{"b":1},"c":[{"b":2},{"b":[{"b":3}]}]}', '@dig:b', '[1,2,[{"b":3}],3]'],
  ['{"a":1,"b":2}', '@keys', '["a","b"]'],
  ['[1,2]', '@keys', '[null,null]'],
  ['', '@keys', '[]'],
  ['{"a":1,"b":2}', '@values', '[1,2]'],
  ['7', '@values', '[7]'],
  ['{"a":"<"}', '@tostr', '"{\\"a\\":\\"\\u003c\\"}"'],
  ['"{\\"a\\":[1]}"', '@fromstr.a.0', '1'],
  ['{"a":1', '@fromstr', undefined],
  ['{"a":1', '@valid', undefined],
  ['{"a":1}', '@nope', undefined],
  ['{"@nope":1}', '@nope', '1'],
]

describe('modifiers', () => {
  test.each(answers)('%s through %s', (json, path, raw) => {
    expect(rawOf(json, path)).toBe(raw)
  })
})

/** Also the original's answers, line by line. */
const layouts: readonly (readonly [what: string, json: string, path: string, lines: readonly string[]])[] = [
  [
    'an array with an object does not fit one line',
    '{"b":[1,2,{"x":null}],"a":"é","B":{}}',
    '@pretty',
    [
      '{',
      '  "b": [',
      '    1,',
      '    2,',
      '    {',
      '      "x": null',
      '    }',
      '  ],',
      '  "a": "é",',
      '  "B": {}',
      '}',
      '',
    ],
  ],
  [
    'equal keys are sorted by value',
    '{"b":2,"a":1,"b":1,"a":"x"}',
    '@pretty:{"sortKeys":true}',
    ['{', '  "a": 1,', '  "a": "x",', '  "b": 1,', '  "b": 2', '}', ''],
  ],
  ['widths count bytes', '["ééééé","ééééé"]', '@pretty:{"width":20}', ['[', '  "ééééé",', '  "ééééé"', ']', '']],
  [
    'prefix and indent',
    '[1,[2,3],{"a":[]}]',
    '@pretty:{"indent":"\\t","prefix":" ","width":4}',
    ['[', ' \t1,', ' \t[', ' \t\t2,', ' \t\t3', ' \t],', ' \t{', ' \t\t"a": []', ' \t}', ' ]', ''],
  ],
]

describe('pretty', () => {
  test.each(layouts)('%s', (_, json, path, lines) => {
    expect(rawOf(json, path)).toBe(lines.join('\n'))
  })
})

function rawOf(json: string, path: string): string | undefined {
  const found = get(json, path)
  return found.exists ? found.raw : undefined
}
