import { Budget, defaultBounds } from './budget.ts'
import type { Bounds } from './budget.ts'
import { builtins } from './builtins/builtins.ts'
import { GoTemplateError } from './error.ts'
import { Failure } from './fault.ts'
import { parseTemplate } from './parse/parse-template.ts'
import { sourceMax } from './parse/parser.ts'
import { compileNodes } from './run/compile-node.ts'
import type { Functions } from './run/compile-pipe.ts'
import { State } from './run/state.ts'
import type { MissingKey, Run } from './run/state.ts'
import { sprig } from './sprig/sprig.ts'
import { fromHost } from './value/from-host.ts'
import { canonical, wellFormed } from '@millrace/value'
import type { World } from './world.ts'

export interface TemplateOptions {
  /** The name that errors show. */
  readonly name?: string
  /** What a missing map key gives: no value, the zero of the map's values, or an error. */
  readonly missingKey?: MissingKey
  /** Go's own functions and Sprig's, or Go's alone. */
  readonly functions?: 'sprig' | 'go'
  readonly world?: World
  readonly bounds?: Partial<Bounds>
}

/** A parsed template. It keeps no state between executions. */
export interface Template {
  readonly name: string
  readonly source: string
  readonly options: TemplateOptions
  /** All templates of the text by name, compiled. */
  readonly templates: ReadonlyMap<string, Run>
  readonly bounds: Bounds
}

/** Parses a text as Go's `template.New(name).Parse(text)`. Throws GoTemplateError at stage `parse`. */
export function parse(text: string, options: TemplateOptions = {}): Template {
  const { name = 'template' } = options
  const start = { line: 1, column: 0 }
  if (text.length > sourceMax) {
    throw new GoTemplateError(
      'parse',
      'budget',
      start,
      `template: ${name}: longer than sourceMax (${sourceMax}) allows`,
    )
  }
  const source = text.toWellFormed()
  const functions = functionsOf(options)
  try {
    const trees = parseTemplate(name, source, (known) => functions(known) !== undefined)
    const templates = new Map([...trees].map(([key, nodes]) => [key, compileNodes(functions, nodes)] as const))
    return { name, source, options, templates, bounds: { ...defaultBounds, ...options.bounds } }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = `template: ${name}: the template nests too deeply`
    throw new GoTemplateError('parse', 'budget', start, message, { cause: error })
  }
}

function functionsOf({ functions = 'sprig' }: TemplateOptions): Functions {
  if (functions === 'go') return (name) => builtins.get(name)
  return (name) => sprig.get(name) ?? builtins.get(name)
}

/**
 * Renders a template. The data are JSON values, where a number is a float64, or Go values made by this library; they are
 * never changed. Throws GoTemplateError at stage `exec`. A byte that is no valid UTF-8 becomes U+FFFD.
 */
export function execute(template: Template, data: unknown): string {
  return wellFormed(executeBytes(template, data))
}

/** Like `execute`, but a byte that is no valid UTF-8 is kept, in the spelling of `@millrace/value`: a lone U+DC00 + byte. */
export function executeBytes(template: Template, data: unknown): string {
  const { name, source, options, templates, bounds } = template
  const budget = new Budget(bounds, options.world?.timeLimit)
  const context = { budget, world: options.world ?? {} }
  const { missingKey = 'default' } = options
  const state = new State({ name, source, templates, missingKey, context }, undefined)
  try {
    const dot = fromHost(data)
    state.values = [dot]
    templates.get(name)?.(state, dot)
    return canonical(state.out)
  } catch (error) {
    if (error instanceof Failure) return state.fail(error.message, error.code, error)
    if (error instanceof RangeError) return state.fail('the template needs more depth than there is', 'budget', error)
    throw error
  }
}
