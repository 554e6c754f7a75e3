import { isBuiltin } from '../builtins/names.ts'
import type { Token } from '../lex/token.ts'
import type { Node } from './node.ts'
import type { Parser } from './parser.ts'

type Argument = 'expression' | 'predicate' | 'optional expression' | 'optional predicate'

const withPredicate: readonly Argument[] = ['expression', 'predicate']

/** The builtins that take a predicate, and their arguments. */
const predicateArguments: ReadonlyMap<string, readonly Argument[]> = new Map([
  ...['all', 'none', 'any', 'one', 'filter', 'map'].map((name) => [name, withPredicate] as const),
  ['count', ['expression', 'optional predicate']],
  ['sum', ['expression', 'optional predicate']],
  ...['find', 'findIndex', 'findLast', 'findLastIndex', 'groupBy'].map((name) => [name, withPredicate] as const),
  ['sortBy', ['expression', 'predicate', 'optional expression']],
  ['reduce', ['expression', 'predicate', 'optional expression']],
])

/** v1.15's, where they differ; undefined where the name is none of them. */
const oldArguments: ReadonlyMap<string, readonly Argument[] | undefined> = new Map([
  ['count', withPredicate],
  ['sum', undefined],
  ['sortBy', undefined],
])

function predicateShape(p: Parser, name: string): readonly Argument[] | undefined {
  if (!p.dialect.modern && oldArguments.has(name)) return oldArguments.get(name)
  return predicateArguments.get(name)
}

/** A call of a name. `given` is what a pipe hands over; a call by `::` sees only builtins. */
export function call(p: Parser, token: Token, given: readonly Node[], checksOverrides: boolean): Node {
  const { value: name, offset } = token
  const isOverridden = checksOverrides && p.isOverridden(name)
  const shape = isOverridden ? undefined : predicateShape(p, name)
  if (shape !== undefined) {
    return p.node({ kind: 'builtin', name, args: predicateCall(p, shape, given) }, offset)
  }
  if (!isOverridden && isBuiltin(name, p.dialect)) {
    return p.node({ kind: 'builtin', name, args: callArguments(p, given) }, offset)
  }
  const callee = p.node({ kind: 'identifier', name }, offset)
  return p.node({ kind: 'call', callee, args: callArguments(p, given) }, offset)
}

export function callArguments(p: Parser, given: readonly Node[] = []): Node[] {
  const args = [...given]
  p.expect('Bracket', '(')
  while (!p.is('Bracket', ')')) {
    if (args.length > given.length) p.expect('Operator', ',')
    if (p.is('Bracket', ')')) break
    args.push(p.expression(0))
  }
  p.expect('Bracket', ')')
  return args
}

function predicateCall(p: Parser, shape: readonly Argument[], given: readonly Node[]): Node[] {
  const args = [...given]
  p.expect('Bracket', '(')
  const rest = shape.slice(given.length)
  for (const [at, argument] of rest.entries()) {
    if (p.is('Bracket', ')')) {
      if (argument.startsWith('optional')) break
      throw p.fault(`expected at least ${rest.length} arguments`)
    }
    if (at > 0) p.expect('Operator', ',')
    args.push(argument.endsWith('predicate') ? predicate(p) : p.expression(0))
  }
  if (p.is('Operator', ',')) p.next()
  p.expect('Bracket', ')')
  return args
}

function predicate(p: Parser): Node {
  const { offset } = p.current
  const hasBrackets = p.is('Bracket', '{')
  if (hasBrackets) p.next()
  p.predicates++
  const node = hasBrackets && p.dialect.modern ? p.sequence() : p.expression(0)
  if (!hasBrackets && p.is('Operator', ';')) throw p.fault('wrap predicate with brackets { and }')
  p.predicates--
  if (hasBrackets) p.expect('Bracket', '}')
  return p.node({ kind: 'predicate', node }, offset)
}
