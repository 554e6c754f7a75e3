import type { Dialect } from '../dialect.ts'
import { dispatch } from '../parse/node.ts'
import type { ByKind, Node } from '../parse/node.ts'
import { anySliceType, bytesType, floatType, intType, mapType, stringType } from '../value/go-type.ts'
import type { PlainMap } from '../value/value.ts'
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
  new Checker(dialect, env, (c, node) => dispatch(rules, node, c)).visit(tree)
}

const int = natureOf(intType)
const float = natureOf(floatType)
const string = natureOf(stringType)
const bytes = natureOf(bytesType)

const rules: ByKind<[Checker], Nature> = {
  nil: () => nilNature,
  bool: () => bool,
  integer: () => int,
  float: () => float,
  string: () => string,
  bytes: () => bytes,
  // The optimiser, which makes these, works after the checker.
  constant: () => unknown,
  identifier: (node, c) => identifier(c, node),
  unary: (node, c) => checkUnary(c, node),
  binary: (node, c) => checkBinary(c, node),
  chain: (node, c) => c.visit(node.node),
  member: (node, c) => checkMember(c, node),
  slice: (node, c) => checkSlice(c, node),
  call: (node, c) => checkCall(c, node),
  builtin: (node, c) => checkBuiltin(c, node),
  predicate: (node, c) => predicateOf(c.visit(node.node)),
  pointer: (node, c) => pointer(c, node),
  let: (node, c) => declaration(c, node),
  sequence: (node, c) => node.nodes.map((one) => c.visit(one)).at(-1) ?? unknown,
  conditional: (node, c) => conditional(c, node),
  array: (node, c) => array(c, node.nodes),
  map: (node, c) => {
    for (const pair of node.pairs) c.visit(pair)
    return natureOf(mapType)
  },
  pair: (node, c) => {
    c.visit(node.key)
    c.visit(node.value)
    return nilNature
  },
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
  const a = c.visit(node.whenTrue)
  const b = c.visit(node.whenFalse)
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
