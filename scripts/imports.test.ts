import { expect, test } from 'vitest'
import { importsOf } from './imports.ts'

test('each way to name a module is found, with its line', () => {
  const source = `import 'side-effect'
import one from "double-quoted"
import two, { type Three as four } from './named.ts'
import type { Five } from 'types-only'
import * as six from 'namespace'
import {
  seven,
} from 'over-lines'
export { eight } from 'exported'
export * from 'all-exported'
export type { Nine } from 'exported-types'
const ten = await import('dynamic')
type Eleven = import('in-a-type').Eleven
import data from './data.json' with { type: 'json' }
const text = \`\${await import('in-an-expression')}\``
  expect(importsOf(source).map(({ specifier, line }) => `${line} ${specifier}`)).toEqual([
    '1 side-effect',
    '2 double-quoted',
    '3 ./named.ts',
    '4 types-only',
    '5 namespace',
    '8 over-lines',
    '9 exported',
    '10 all-exported',
    '11 exported-types',
    '12 dynamic',
    '13 in-a-type',
    '14 ./data.json',
    '15 in-an-expression',
  ])
})

test.each([
  ['a comment', `// import 'x'\n/* import 'x'\nimport 'x' */`],
  ['a string', `const a = "import 'x'"; const b = 'it\\'s import "x"'`],
  ['a template', "const a = `\nimport 'x'\n${b ? `import 'x'` : { c: `}` }}\nexport * from 'x'`"],
  ['a regular expression', `const a = /['"\`]/; const b = [/[/"]import 'x'/, a.replace(/'/g, '"')]`],
  ['a property', `a.import('x'); import.meta.resolve('x'); const from = 'x'`],
  ['an export of its own', `export const from = 1; const b = 'x'\nexport function f(from: string) { return 'x' }`],
  ['a variable', `await import(x)`],
])('%s names none', (_, source) => {
  expect(importsOf(source)).toEqual([])
})

test.each([
  ['a division', `const a = b / c; const d = e / f\nimport 'x'`],
  ['a regular expression after a word', `const f = () => { return /"/ }\nimport 'x'`],
  ['an apostrophe in a page', `const page = <p>don't</p>\nimport 'x'`],
  ['a template with braces', "const a = `{${{ b: `${c}` }.b}}`\nimport 'x'"],
  ['an unfinished comment before', `/* a */ const a = '/*'\nimport 'x'`],
])('%s hides nothing that follows', (_, source) => {
  expect(importsOf(source)).toEqual([{ specifier: 'x', line: 2 }])
})
