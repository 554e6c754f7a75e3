import { fixed, variadic } from '../call/signature.ts'
import type { Context } from '../call/context.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { printf } from '../print/printf.ts'
import { sprint, sprintln } from '../print/sprint.ts'
import type { TemplateFunction } from '../run/compile-pipe.ts'
import { isTrue } from '../value/truth.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { equalsAny, isLess, isLessOrEqual } from './compare.ts'
import { escapeHtml, escapeQuery, escapeScript } from './escape.ts'
import { indexValue, lengthOf } from './index-value.ts'
import { sliceValue } from './slice-value.ts'

/** Go's own functions. */
export const builtins: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['and', { signature: unreached(), shortCircuit: 'and' }],
  ['or', { signature: unreached(), shortCircuit: 'or' }],
  plain(
    'not',
    fixed(['value'], (_, value) => !isTrue(value)),
  ),
  plain(
    'call',
    variadic(['value'], 'value', (_, callee) => call(callee)),
  ),
  plain(
    'index',
    variadic(['value'], 'value', (_, item, indexes) => indexValue(item, indexes)),
  ),
  plain(
    'slice',
    variadic(['value'], 'value', (_, item, indexes) => sliceValue(item, indexes)),
  ),
  plain(
    'len',
    fixed(['value'], (_, item) => lengthOf(item)),
  ),
  plain(
    'print',
    variadic([], 'any', ({ budget }, args) => sprint(args, budget)),
  ),
  plain(
    'printf',
    variadic(['string'], 'any', ({ budget }, format, args) => printf(format, args, budget)),
  ),
  plain(
    'println',
    variadic([], 'any', ({ budget }, args) => sprintln(args, budget)),
  ),
  plain('html', escaper(escapeHtml)),
  plain('js', escaper(escapeScript)),
  plain('urlquery', escaper(escapeQuery)),
  plain(
    'eq',
    variadic(['value'], 'value', (_, first, others) => equalsAny(first, others)),
  ),
  plain(
    'ne',
    fixed(['value', 'value'], (_, a, b) => !equalsAny(a, [b])),
  ),
  plain(
    'lt',
    fixed(['value', 'value'], (_, a, b) => isLess(a, b)),
  ),
  plain(
    'le',
    fixed(['value', 'value'], (_, a, b) => isLessOrEqual(a, b)),
  ),
  plain(
    'gt',
    fixed(['value', 'value'], (_, a, b) => !isLessOrEqual(a, b)),
  ),
  plain(
    'ge',
    fixed(['value', 'value'], (_, a, b) => !isLess(a, b)),
  ),
])

function plain(name: string, signature: Signature): [string, TemplateFunction] {
  return [name, { signature }]
}

/** `and` and `or` are evaluated argument by argument; nothing calls them. */
function unreached(): Signature {
  return variadic(['value'], 'value', () => undefined)
}

function escaper(escape: (text: string) => string): Signature {
  return variadic([], 'any', ({ budget }: Context, args) => {
    const text = sprint(shown(args), budget)
    const out = escape(text)
    budget.work(out.length)
    return out
  })
}

/** What an action would print: `<no value>` for nil. */
function shown(args: readonly Value[]): readonly Value[] {
  return args.map((arg) => (arg === null || arg === undefined ? '<no value>' : arg))
}

/** Data hold no functions that could be called. */
function call(callee: Value): Value {
  if (callee === undefined || callee === null) throw new Failure('call of nil')
  throw new Failure(`non-function of type ${typeOf(callee)}`)
}
