import type { Dialect } from '../dialect.ts'
import type { Node } from '../parse/node.ts'
import { anySliceType, bytesType, floatType, intType, mapType, stringType } from '../value/go-type.ts'
import { typeOf } from '../value/type-of.ts'
import type { PlainMap, Value } from '../value/value.ts'
import { checkBinary, checkUnary } from './operations.ts'
import { checkBuiltin } from './builtin-call.ts'
import { checkCall } from './call.ts'
import { Checker } from './checker.ts'
import { checkMember, checkSlice, identifier } from './member.ts'
import { arrayOf, bool, deref, elemOf, isArray, isAssignable, isBool, isUnknown, nameOf } from './nature.ts'
import { natureOf, nilNature, unknown } from './nature.ts'
import type { Nature } from './nature.ts'
import { predicateOf, pointer } from './predicate.ts'
import { signaturesOf } from './signatures.ts'

/** Finds the nature of every node of a tree. Without an env nothing is known about names. */
export function check(tree: Node, dialect: Dialect, env: PlainMap | undefined): void {
  new Checker(dialect, env, rule).visit(tree)
}

const int = natureOf(intType)
const float = natureOf(floatType)
const string = natureOf(stringType)
const bytes = natureOf(bytesType)

function rule(c: Checker, node: Node): Nature {
  switch (node.kind) {
    case 'nil':
      return nilNature
    case 'bool':
      return bool
    case 'integer':
      return int
    case 'float':
      return float
    case 'string':
      return string
    case 'bytes':
      return bytes
    case 'constant': {
      // The optimiser, which makes these, works after the checker.
      const type = node.value instanceof Set ? undefined : typeOf(node.value as Value)
      return type === undefined ? unknown : natureOf(type)
    }
    case 'identifier':
      return identifier(c, node)
    case 'unary':
      return checkUnary(c, node)
    case 'binary':
      return checkBinary(c, node)
    case 'chain':
      return c.visit(node.node)
    case 'member':
      return checkMember(c, node)
    case 'slice':
      return checkSlice(c, node)
    case 'call':
      return checkCall(c, node)
    case 'builtin':
      return checkBuiltin(c, node)
    case 'predicate':
      return predicateOf(c.visit(node.node))
    case 'pointer':
      return pointer(c, node)
    default:
      return compound(c, node)
  }
}

type Compound = Extract<Node, { kind: 'let' | 'sequence' | 'conditional' | 'array' | 'map' | 'pair' }>

function compound(c: Checker, node: Compound): Nature {
  switch (node.kind) {
    case 'let':
      return declaration(c, node)
    case 'sequence':
      return node.nodes.map((one) => c.visit(one)).at(-1) ?? unknown
    case 'conditional':
      return conditional(c, node)
    case 'array':
      return array(c, node.nodes)
    case 'map':
      for (const pair of node.pairs) c.visit(pair)
      return natureOf(mapType)
    case 'pair':
      c.visit(node.key)
      c.visit(node.value)
      return nilNature
    default:
      return node satisfies never
  }
}

function declaration(c: Checker, node: Extract<Node, { kind: 'let' }>): Nature {
  const { name } = node
  if (c.dialect.modern && c.env(name) !== undefined) throw c.fault(node, `cannot redeclare ${name}`)
  if (c.dialect.modern && signaturesOf(name) !== undefined) throw c.fault(node, `cannot redeclare builtin ${name}`)
  if (c.variables.some((variable) => variable.name === name)) throw c.fault(node, `cannot redeclare variable ${name}`)
  const nature = c.visit(node.value)
  c.variables.push({ name, nature })
  const body = c.visit(node.body)
  c.variables.pop()
  return body
}

function conditional(c: Checker, node: Extract<Node, { kind: 'conditional' }>): Nature {
  const condition = deref(c.visit(node.condition))
  if (!isBool(condition) && !isUnknown(condition)) {
    throw c.fault(node.condition, `non-bool expression (type ${nameOf(condition)}) used as condition`)
  }
  const a = c.visit(node.then)
  const b = c.visit(node.otherwise)
  if (a.nil) return b.nil ? nilNature : b
  if (b.nil) return a
  if (!isAssignable(a, b)) return unknown
  if (!isArray(a) || !isArray(b)) return a
  const x = elemOf(a)
  const y = elemOf(b)
  return isAssignable(x, y) && isAssignable(y, x) ? a : natureOf(anySliceType)
}

function array(c: Checker, nodes: readonly Node[]): Nature {
  let last: Nature = unknown
  let isUniform = true
  for (const [at, node] of nodes.entries()) {
    const nature = c.visit(node)
    if (at > 0 && nature.type?.kind !== last.type?.kind) isUniform = false
    last = nature
  }
  return isUniform ? arrayOf(last) : natureOf(anySliceType)
}
