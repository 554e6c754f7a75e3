import type { Context } from '../call/context.ts'
import { fixed, variadic } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { textOf } from '../print/sprint.ts'
import { quote } from '../text/quote.ts'
import { toLower, toUpper } from '../text/runes.ts'
import { canonical, toBytes } from '@millrace/value'
import { strings as stringList } from '../value/list.ts'
import type { Value } from '../value/value.ts'
import { abbreviate, substring, truncate } from './cut.ts'
import { initials, swapCase, title, uncapitalize, withoutSpace } from './letters.ts'
import { splitText, splitToDict } from './split.ts'
import { stringify, stringifyAll } from './stringify.ts'
import { trimSet, trimSpace } from './trim.ts'
import { pascalCase, separatedCase } from './words.ts'
import { wrapText } from './wrap.ts'

export const strings: Readonly<Record<string, Signature>> = {
  hello: fixed([], () => 'Hello!'),
  abbrev: fixed(['int', 'string'], (_, width, text) => (width < 4 ? text : abbreviate(text, 0, width))),
  abbrevboth: fixed(['int', 'int', 'string'], (_, left, right, text) =>
    right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
  ),
  trunc: fixed(['int', 'string'], (_, count, text) => truncate(text, count)),
  substr: fixed(['int', 'int', 'string'], (_, from, to, text) => substring(text, from, to)),
  trim: fixed(['string'], (_, text) => trimSpace(text)),
  trimAll: fixed(['string', 'string'], (_, set, text) => trimSet(text, set)),
  trimall: fixed(['string', 'string'], (_, set, text) => trimSet(text, set)),
  trimSuffix: fixed(['string', 'string'], (_, end, text) =>
    text.endsWith(end) ? text.slice(0, text.length - end.length) : text,
  ),
  trimPrefix: fixed(['string', 'string'], (_, start, text) =>
    text.startsWith(start) ? text.slice(start.length) : text,
  ),
  upper: fixed(['string'], (_, text) => toUpper(text)),
  lower: fixed(['string'], (_, text) => toLower(text)),
  title: slow((text) => title(text)),
  untitle: slow((text) => uncapitalize(text)),
  swapcase: slow((text) => swapCase(text)),
  initials: fixed(['string'], (_, text) => initials(toBytes(text))),
  nospace: fixed(['string'], (_, text) => withoutSpace(text)),
  snakecase: slow((text) => separatedCase(text, '_')),
  kebabcase: slow((text) => separatedCase(text, '-')),
  camelcase: slow((text) => pascalCase(text)),
  repeat: fixed(['int', 'string'], (context, count, text) => repeat(context, text, count)),
  wrap: fixed(['int', 'string'], (context, length, text) =>
    wrapText(context, text, { length, separator: '\n', cuts: false }),
  ),
  wrapWith: fixed(['int', 'string', 'string'], (context, length, separator, text) =>
    wrapText(context, text, { length, separator: separator === '' ? '\n' : separator, cuts: true }),
  ),
  contains: fixed(['string', 'string'], (_, part, text) => text.includes(part)),
  hasPrefix: fixed(['string', 'string'], (_, start, text) => text.startsWith(start)),
  hasSuffix: fixed(['string', 'string'], (_, end, text) => text.endsWith(end)),
  quote: variadic([], 'any', ({ budget }, values) => each(values, (value) => quote(stringify(value, budget)))),
  squote: variadic([], 'any', ({ budget }, values) => each(values, (value) => `'${textOf(value, budget)}'`)),
  cat: variadic([], 'any', ({ budget }, values) => each(values, (value) => textOf(value, budget))),
  indent: fixed(['int', 'string'], indent),
  nindent: fixed(['int', 'string'], (context, spaces, text) => `\n${indent(context, spaces, text)}`),
  replace: fixed(['string', 'string', 'string'], replaceAll),
  plural: fixed(['string', 'string', 'int'], (_, one, many, count) => (count === 1 ? one : many)),
  toString: fixed(['any'], ({ budget }, value) => stringify(value, budget)),
  toStrings: fixed(['any'], ({ budget }, value) => stringList(stringifyAll(value, budget))),
  join: fixed(['string', 'any'], ({ budget }, separator, value) => {
    const texts = stringifyAll(value, budget)
    budget.work(separator.length * texts.length)
    return canonical(texts.join(separator))
  }),
  split: fixed(['string', 'string'], (context, separator, text) =>
    splitToDict(splitText(context, text, separator, -1)),
  ),
  splitn: fixed(['string', 'int', 'string'], (context, separator, count, text) =>
    splitToDict(splitText(context, text, separator, count)),
  ),
  splitList: fixed(['string', 'string'], (context, separator, text) =>
    stringList(splitText(context, text, separator, -1)),
  ),
}

/** Character by character, which takes much longer than copying. */
function slow(make: (text: string) => string): Signature {
  return fixed(['string'], ({ budget }, text) => {
    budget.work(text.length * 20)
    return make(text)
  })
}

/** With blanks between; nil is left out. */
function each(values: readonly Value[], show: (value: Value) => string): string {
  const shown = values.filter((value) => value !== null && value !== undefined)
  return canonical(shown.map(show).join(' '))
}

function repeat({ budget }: Context, text: string, count: number): string {
  if (count < 0) throw new Failure('strings: negative Repeat count')
  budget.work(text.length * count)
  return canonical(text.repeat(text === '' ? 0 : count))
}

function indent(context: Context, spaces: number, text: string): string {
  const lines = text.split('\n')
  const pad = repeat(context, ' ', spaces)
  context.budget.work(pad.length * lines.length + text.length)
  return pad + lines.join(`\n${pad}`)
}

function replaceAll({ budget }: Context, old: string, text: string, source: string): string {
  const parts = old === '' ? ['', ...Array.from(source), ''] : source.split(old)
  budget.work(text.length * parts.length + source.length)
  if (old === '' && source === '') return text
  return canonical(parts.join(text))
}
