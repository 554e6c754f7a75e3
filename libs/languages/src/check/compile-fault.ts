import { ExprError } from '@millrace/expr'
import { GoTemplateError } from '@millrace/gotemplate'
import type { Language } from '@millrace/manifests'
import { Re2Error, compile as compilePattern } from '@millrace/re2'
import type { Languages } from '@millrace/sensor'
import { checkBindingExpression } from '../expr/check-binding-expression.ts'
import { eventSourceExpressions } from '../expr/event-source-expressions.ts'

/** Why a text does not compile, and where in it. */
export interface TextFault {
  readonly message: string
  /** From 1; undefined where the language does not tell. */
  readonly line: number | undefined
  /** From 1, in characters. */
  readonly column: number | undefined
}

type Compile = (text: string, languages: Languages) => unknown

const expressions = eventSourceExpressions()

/**
 * How each language is compiled. gjson and sjson know no wrong path: what is no path finds nothing. The names in
 * conditions and the schedules are checked where manifests are read.
 */
const compilers: Readonly<Record<Language, Compile | undefined>> = {
  'binding-event': (text) => checkBindingExpression(text, 'event'),
  'binding-metadata': (text) => checkBindingExpression(text, 'metadata'),
  expr: (text) => expressions.filter(text),
  gotemplate: (text, { goTemplate }) => goTemplate?.compile(text),
  govaluate: (text, { govaluate }) => govaluate?.compile(text),
  jq: (text, { jq }) => jq?.compileTransform(text),
  lua: (text, { lua }) => lua?.compileTransform(text),
  re2: compilePattern,
  cron: undefined,
  conditions: undefined,
  gjson: undefined,
  sjson: undefined,
}

/** What is wrong with a text of a language; undefined when it compiles, or nothing can be known before it runs. */
export function compileFault(language: Language, text: string, languages: Languages): TextFault | undefined {
  try {
    compilers[language]?.(text, languages)
    return undefined
  } catch (error) {
    return faultOf(error)
  }
}

/** What is wrong and where, from an error that one of the languages threw. */
export function faultOf(error: unknown): TextFault {
  if (error instanceof ExprError) return { message: error.reason, line: error.line, column: error.column }
  if (error instanceof GoTemplateError) {
    // Go's own words have the line in front, which is told beside.
    const message = error.message.replace(/^\[[\w-]+\] template: \w+:(?:\d+:)*\s*/, '')
    return { message, line: error.line, column: error.column + 1 }
  }
  if (error instanceof Re2Error) {
    const message = error.message.replace(/^\[[\w-]+\] error parsing regexp: /, '').replace(/ \(at \d+\)$/, '')
    return { message, ...lineAndColumn(error.pattern, error.position) }
  }
  return { message: reasonOf(error), ...placeIn(error) }
}

/** The other languages' errors have `reason`, which is the message without the place. */
function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'reason' in error && typeof error.reason === 'string')
    return error.reason
  return error instanceof Error ? error.message : String(error)
}

/** The other languages' errors have `line` and `column`, from 1, where they know them. */
function placeIn(error: unknown): Pick<TextFault, 'line' | 'column'> {
  const number = (name: string): number | undefined => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
    return typeof value === 'number' && value > 0 ? value : undefined
  }
  return { line: number('line'), column: number('column') }
}

function lineAndColumn(text: string, offset: number): Pick<TextFault, 'line' | 'column'> {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
