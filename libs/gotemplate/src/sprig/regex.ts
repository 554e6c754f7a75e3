import { compile, isFarSighted, programSize, quoteMeta, Re2Error } from '@millrace/re2'
import type { Match, Regexp } from '@millrace/re2'
import { fixed } from '../call/signature.ts'
import type { Budget } from '../budget.ts'
import type { Context } from '../call/context.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { canonical, wellFormed } from '@millrace/value'
import { nilList, strings } from '../value/list.ts'
import type { List } from '../value/list.ts'

const match = fixed(['string', 'string'], ({ budget }, pattern, text) => {
  budget.work(searchCost(pattern, text))
  return regexp(budget, pattern).test(wellFormed(text))
})
const findAll = fixed(['string', 'string', 'int'], ({ budget }, pattern, text, count) => {
  budget.work(searchCost(pattern, text))
  const known = regexp(budget, pattern)
  const found = count === 0 ? [] : matches(budget, known, wellFormed(text), count)
  return listOf(found.map(({ groups }) => groups[0] ?? ''))
})
const find = fixed(['string', 'string'], ({ budget }, pattern, text) => {
  budget.work(searchCost(pattern, text))
  return regexp(budget, pattern).find(wellFormed(text))?.groups[0] ?? ''
})
const replaceAll = fixed(['string', 'string', 'string'], (context, pattern, text, replacement) => {
  const known = regexp(context.budget, pattern)
  const checked = wellFormed(text)
  reserve(context, known, checked, replacement)
  return known.replace(checked, replacement)
})
const replaceAllLiteral = fixed(['string', 'string', 'string'], (context, pattern, text, replacement) => {
  const known = regexp(context.budget, pattern)
  const checked = wellFormed(text)
  reserve(context, known, checked, replacement)
  return known.replaceWith(checked, () => replacement)
})
const split = fixed(['string', 'string', 'int'], ({ budget }, pattern, text, count) => {
  budget.work(searchCost(pattern, text))
  const known = regexp(budget, pattern)
  if (count === 0) return nilList('string')
  const checked = wellFormed(text)
  matches(budget, known, checked, count)
  return strings(known.split(checked, count))
})

export const regex: Readonly<Record<string, Signature>> = {
  regexMatch: { ...match, call: (context, args) => isPattern(context.budget, args[0]) && match.call(context, args) },
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

/** How many matches one call may find. */
const matchesMax = 100_000

/** What a match counts for, besides what is read for it. */
const matchWork = 300

/** The matches, each paid for when it is found. */
function matches(budget: Budget, known: Regexp, text: string, count: number): readonly Match[] {
  const limit = count < 0 ? Infinity : count
  const isFar = isFarSighted(known.pattern)
  const found: Match[] = []
  if (limit === 0) return found
  for (const match of known.matches(text)) {
    budget.work(matchWork + (isFar ? searchCost(known.pattern, text.slice(match.index)) : 0))
    found.push(match)
    if (found.length > matchesMax) throw new Failure(`more than matchesMax (${matchesMax}) matches`, 'budget')
    if (found.length >= limit) break
  }
  return found
}

/** A search takes time for each character, and more the longer the pattern is. */
function searchCost(pattern: string, text: string): number {
  return text.length * (2 + Math.ceil(Math.max(pattern.length, programSize(pattern)) / 8))
}

const compiled = new Map<string, Regexp>()
const compiledMax = 200
/** What compiling takes for each instruction. */
const compileWork = 800

/** Patterns are few and dear to compile, so the last ones are kept. */
function regexp(budget: Budget, pattern: string): Regexp {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  budget.work(programSize(pattern) * compileWork)
  if (!canonical(pattern).isWellFormed()) throw new Failure('error parsing regexp: invalid UTF-8')
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

function isPattern(budget: Budget, pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && regexp(budget, pattern) !== undefined
  } catch (error) {
    if (error instanceof Failure && error.code !== 'budget') return false
    throw error
  }
}

/** Counts what a replacement takes and what it can make at most: each group can stand for the whole text. */
function reserve({ budget }: Context, known: Regexp, text: string, replacement: string): void {
  budget.work(searchCost(known.pattern, text))
  const references = replacement.split('$').length - 1
  for (const { groups } of matches(budget, known, text, -1)) {
    const longest = references === 0 ? 0 : Math.max(...groups.map((group) => group?.length ?? 0))
    budget.work(replacement.length + references * longest)
  }
}

function listOf(found: readonly string[]): List {
  return found.length === 0 ? nilList('string') : strings(found, { grownFrom: 10 })
}
