import { compile, quoteMeta, Re2Error } from '@millrace/re2'
import type { Regexp } from '@millrace/re2'
import { fixed } from '../call/signature.ts'
import type { Context } from '../call/context.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { wellFormed } from '../text/utf8.ts'
import { nilList, strings } from '../value/list.ts'
import type { List } from '../value/list.ts'

const match = fixed(['string', 'string'], ({ budget }, pattern, text) => {
  budget.work(text.length)
  return regexp(pattern).test(wellFormed(text))
})
const findAll = fixed(['string', 'string', 'int'], ({ budget }, pattern, text, count) => {
  budget.work(text.length)
  const known = regexp(pattern)
  const found = count === 0 ? [] : known.findAll(wellFormed(text), count)
  return listOf(found.map(({ groups }) => groups[0] ?? ''))
})
const find = fixed(['string', 'string'], ({ budget }, pattern, text) => {
  budget.work(text.length)
  return regexp(pattern).find(wellFormed(text))?.groups[0] ?? ''
})
const replaceAll = fixed(['string', 'string', 'string'], (context, pattern, text, replacement) => {
  const known = regexp(pattern)
  const checked = wellFormed(text)
  reserve(context, known, checked, replacement)
  return known.replace(checked, replacement)
})
const replaceAllLiteral = fixed(['string', 'string', 'string'], (context, pattern, text, replacement) => {
  const known = regexp(pattern)
  const checked = wellFormed(text)
  reserve(context, known, checked, replacement)
  return known.replaceWith(checked, () => replacement)
})
const split = fixed(['string', 'string', 'int'], ({ budget }, pattern, text, count) => {
  budget.work(text.length)
  const known = regexp(pattern)
  return count === 0 ? nilList('string') : strings(known.split(wellFormed(text), count))
})

export const regex: Readonly<Record<string, Signature>> = {
  regexMatch: { ...match, call: (context, args) => isPattern(args[0]) && match.call(context, args) },
  mustRegexMatch: match,
  regexFindAll: findAll,
  mustRegexFindAll: findAll,
  regexFind: find,
  mustRegexFind: find,
  regexReplaceAll: replaceAll,
  mustRegexReplaceAll: replaceAll,
  regexReplaceAllLiteral: replaceAllLiteral,
  mustRegexReplaceAllLiteral: replaceAllLiteral,
  regexSplit: split,
  mustRegexSplit: split,
  regexQuoteMeta: fixed(['string'], (_, text) => quoteMeta(text)),
}

const compiled = new Map<string, Regexp>()
const compiledMax = 200

/** Patterns are few and dear to compile, so the last ones are kept. */
function regexp(pattern: string): Regexp {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  try {
    const made = compile(pattern)
    const [oldest] = compiled.keys()
    if (compiled.size >= compiledMax && oldest !== undefined) compiled.delete(oldest)
    compiled.set(pattern, made)
    return made
  } catch (error) {
    if (error instanceof Re2Error) throw new Failure(error.message)
    throw error
  }
}

function isPattern(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && regexp(pattern) !== undefined
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}

/** Counts what a replacement can make at most: each group can stand for the whole text. */
function reserve({ budget }: Context, known: Regexp, text: string, replacement: string): void {
  budget.work(text.length)
  const references = replacement.split('$').length - 1
  if (text.length * replacement.length < 100_000) return
  for (const { groups } of known.findAll(text)) {
    const longest = Math.max(...groups.map((group) => group?.length ?? 0))
    budget.work(replacement.length + references * longest)
  }
}

function listOf(found: readonly string[]): List {
  return found.length === 0 ? nilList('string') : strings(found)
}
