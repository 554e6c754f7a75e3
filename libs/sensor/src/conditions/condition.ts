import { nameResolver, spelled } from './names.ts'
import { chain, parse } from './parse.ts'
import type { Node } from './parse.ts'
import type { Fault } from './tokens.ts'

/** When a trigger fires: a boolean expression over the dependencies it listens to. */
export interface Condition {
  readonly kind: 'condition'
  /** The expression with the dependencies' real names and without blanks. */
  readonly expression: string
  /** Those it names, each once, in the order they appear. A trigger listens to these and no others. */
  readonly dependencies: readonly string[]
  /** Whether it holds an `&&`: only then are events kept until others arrive. */
  readonly joins: boolean
  /** Whether it is true when just these dependencies have an event. */
  readonly holds: (has: (dependency: string) => boolean) => boolean
  /** The fewest dependencies that would make it true beside those that have an event. */
  readonly missing: (has: (dependency: string) => boolean) => readonly string[]
}

/**
 * Compiles `template.conditions` as the original reads them; without any, all dependencies must have arrived. Expected
 * outcome of a bad text is a fault.
 */
export function compileCondition(text: string | undefined, dependencies: readonly string[]): Condition | Fault {
  const root = text === undefined || text === '' ? everyOf(dependencies) : parse(text, nameResolver(dependencies))
  return root.kind === 'fault' ? root : conditionOf(root)
}

function everyOf(dependencies: readonly string[]): Node | Fault {
  const known = new Set(dependencies)
  const terms: Node[] = []
  for (const name of dependencies) {
    const node = spelled(name, known)
    if (typeof node === 'string') return { kind: 'fault', message: node, at: 0 }
    terms.push(node)
  }
  return terms.length === 0 ? { kind: 'fault', message: 'there are no dependencies', at: 0 } : chain('and', terms)
}

function conditionOf(root: Node): Condition {
  const expression = write(root)
  return {
    kind: 'condition',
    expression,
    dependencies: [...new Set(namesOf(root))],
    joins: expression.includes('&'),
    holds: test(root),
    missing: (has) => [...lacking(root, has)],
  }
}

function namesOf(node: Node): string[] {
  if (node.kind === 'dependency') return [node.name]
  if (node.kind === 'group') return namesOf(node.inner)
  return node.kind === 'constant' ? [] : node.terms.flatMap(namesOf)
}

function write(node: Node): string {
  if (node.kind === 'dependency') return node.name
  if (node.kind === 'constant') return node.text
  if (node.kind === 'group') return `(${write(node.inner)})`
  return node.terms.map(write).join(node.kind === 'and' ? '&&' : '||')
}

function test(node: Node): Condition['holds'] {
  if (node.kind === 'dependency') return (has) => has(node.name)
  if (node.kind === 'constant') return () => node.value
  if (node.kind === 'group') return test(node.inner)
  const tests = node.terms.map(test)
  if (node.kind === 'and') return (has) => tests.every((holds) => holds(has))
  return (has) => tests.some((holds) => holds(has))
}

function lacking(node: Node, has: (dependency: string) => boolean): ReadonlySet<string> {
  if (node.kind === 'dependency') return new Set(has(node.name) ? [] : [node.name])
  if (node.kind === 'constant') return new Set()
  if (node.kind === 'group') return lacking(node.inner, has)
  const [first = new Set<string>(), ...rest] = node.terms.map((term) => lacking(term, has))
  if (node.kind === 'and') return rest.reduce((all, names) => all.union(names), first)
  return rest.reduce((fewest, names) => (names.size < fewest.size ? names : fewest), first)
}
