import { describe, expect, test } from 'vitest'
import { GoTemplateError } from './error.ts'
import { goTemplateLanguage } from './language.ts'
import { execute, parse } from './template.ts'
import type { TemplateOptions } from './template.ts'
import { Int } from './value/int.ts'
import { Sequence } from './value/sequence.ts'

function render(text: string, data: unknown = {}, options: TemplateOptions = {}): string {
  return execute(parse(text, { name: 't', ...options }), data)
}

function faultOf(text: string, data: unknown = {}, options: TemplateOptions = {}): GoTemplateError {
  try {
    render(text, data, options)
  } catch (error) {
    if (error instanceof GoTemplateError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('errors', () => {
  test('a parse error has its place', () => {
    const fault = faultOf('a\n  {{ .x | nope }}')
    expect(fault).toMatchObject({ stage: 'parse', code: 'syntax', line: 2, column: 10 })
    expect(fault.message).toBe('[syntax] template: t:2: function "nope" not defined')
  })

  test('an execution error has its place in bytes, and the original’s words', () => {
    const fault = faultOf('é{{ .S.x }}', { S: 'text' })
    expect(fault).toMatchObject({ stage: 'exec', code: 'evaluation', line: 1, column: 7 })
    expect(fault.message).toBe(
      '[evaluation] template: t:1:7: executing "t" at <.S.x>: can\'t evaluate field x in type interface {}',
    )
  })

  test('a failing template gives nothing out', () => {
    expect(() => render('before {{ fail "no" }}')).toThrow('error calling fail: no')
  })
})

describe('missingKey', () => {
  const data = { a: { b: 1 } }

  test('default shows no value, and goes on below a missing key', () => {
    expect(render('{{ .x }} {{ .x.y }} {{ .a.c }}', data)).toBe('<no value> <no value> <no value>')
  })

  test('zero gives the nil of the map’s values', () => {
    expect(render('{{ .x }}', data, { missingKey: 'zero' })).toBe('<no value>')
    expect(faultOf('{{ .x.y }}', data, { missingKey: 'zero' }).message).toContain('nil pointer evaluating')
    expect(render('[{{ (split "," "a").x }}]', data, { missingKey: 'zero' })).toBe('[]')
  })

  test('error names the key', () => {
    expect(faultOf('{{ .x }}', data, { missingKey: 'error' }).message).toContain('map has no entry for key "x"')
  })
})

describe('data', () => {
  test('numbers are float64, a bigint is an int64, and an Int is what it says', () => {
    const data = { a: 12345678, b: 12345678n, c: new Int(7n, 'uint8') }
    expect(render('{{ .a }} {{ .b }} {{ printf "%T %T %T" .a .b .c }}', data)).toBe(
      '1.2345678e+07 12345678 float64 int64 uint8',
    )
  })

  test('a template changes its own copy only', () => {
    const data = { a: { b: 1 } }
    expect(render('{{ $_ := set .a "b" 2 }}{{ .a.b }}', data)).toBe('2')
    expect(data).toEqual({ a: { b: 1 } })
  })

  test('half a surrogate pair becomes U+FFFD', () => {
    expect(render('{{ .a }}{{ len .a }}', { a: 'x\ud800' })).toBe('x\ufffd4')
  })

  test('__proto__ is a key like others', () => {
    expect(render('{{ .a }}', JSON.parse('{"a":{"__proto__":1}}'))).toBe('map[__proto__:1]')
    expect(render('{{ .toString }}', {})).toBe('<no value>')
  })

  test('range calls sequences', () => {
    const data = { one: Sequence.of(['a', 'b']), two: Sequence.ofPairs([['k', 1]]), none: Sequence.of([]) }
    expect(render('{{ range .one }}{{ . }}{{ end }}', data)).toBe('ab')
    expect(render('{{ range $k, $v := .two }}{{ $k }}={{ $v }}{{ end }}', data)).toBe('k=1')
    expect(render('{{ range .none }}{{ else }}none{{ end }}', data)).toBe('none')
    expect(faultOf('{{ range $k, $v := .one }}{{ end }}', data).message).toContain('more than one variable')
    expect(faultOf('{{ .one }}', data).message).toContain("can't print")
  })
})

describe('bounds', () => {
  const cases = {
    'a billion rounds': '{{ range 1000000000 }}{{ end }}',
    'ranges in ranges': '{{ range until 9999 }}{{ range until 9999 }}{{ end }}{{ end }}',
    'a text of a gigabyte': '{{ repeat 1000000000 "x" }}',
    'a text that doubles': '{{ $x := "ab" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}',
    'a list that contains itself twice over':
      '{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}',
    'a map that contains itself': '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}',
    'a template that calls itself': '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}',
    'wide padding': '{{ printf "%1000000d" (until 1000) }}',
    'nested parentheses': `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
    'nested blocks': '{{ if 1 }}'.repeat(5000) + '{{ end }}'.repeat(5000),
    'deep JSON': `{{ fromJson "${'['.repeat(50_000)}${']'.repeat(50_000)}" | toJson }}`,
    'many tokens': '{{ . }}'.repeat(100_000),
    'a long text': 'x'.repeat(1_000_001),
  }

  test.each(Object.entries(cases))('%s', (_, text) => {
    expect(faultOf(text).code).toBe('budget')
  })

  test('can be set', () => {
    expect(faultOf('{{ range 20 }}{{ end }}', {}, { bounds: { stepsMax: 10 } }).message).toContain('stepsMax (10)')
    expect(faultOf('{{ "12345" }}', {}, { bounds: { outputMax: 4 } }).message).toContain('outputMax (4)')
  })
})

test('a sensor’s language puts the data under Input', () => {
  expect(goTemplateLanguage().compile('{{ .Input.a | upper }}')({ a: 'x' })).toBe('X')
  expect(() => goTemplateLanguage().compile('{{')).toThrow(GoTemplateError)
})

test('without Sprig there are Go’s own functions', () => {
  expect(render('{{ slice "abc" 1 2 }}', {}, { functions: 'go' })).toBe('b')
  expect(faultOf('{{ upper "a" }}', {}, { functions: 'go' }).stage).toBe('parse')
})
