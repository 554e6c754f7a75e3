import type { Dialect } from '../dialect.ts'
import { dispatch } from '../parse/node.ts'
import type { ByKind, Node } from '../parse/node.ts'
import { Panic } from '../value/panic.ts'
import { conversionFault } from '../value/type-of.ts'
import { newMap } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { compileBinary, compileUnary } from './operations.ts'
import { compileBuiltin, compileCall } from './calls.ts'
import { Compiler } from './compiler.ts'
import type { Code } from './compiler.ts'
import { isLeaky, operandsOf } from './leaks.ts'
import { compileLoop, isLoop } from './loops.ts'
import { compileChain, compileIdentifier, compileMember, compileSlice } from './members.ts'

/** Makes code of a checked and optimised tree. */
export function generate(tree: Node, dialect: Dialect): Code {
  return new Compiler(dialect, isLeaky(tree), (c, node) => dispatch(rules, node, c)).compile(tree)
}

const rules: ByKind<[Compiler], Code> = {
  nil: () => constant(null),
  bool: ({ value }) => constant(value),
  integer: ({ value }) => constant(value),
  float: ({ value }) => constant(value),
  string: ({ value }) => constant(value),
  bytes: ({ value }) => constant(value),
  // A set is never compiled by itself, only as the right side of `in`.
  constant: ({ value }) => constant(value instanceof Set ? null : (value as Value)),
  identifier: (node, c) => compileIdentifier(c, node),
  unary: (node, c) => compileUnary(c, node),
  binary: (node, c) => compileBinary(c, node),
  chain: (node, c) => compileChain(c, node),
  member: (node, c) => compileMember(c, node),
  slice: (node, c) => compileSlice(c, node),
  call: (node, c) => compileCall(c, node),
  builtin: (node, c) => (isLoop(node, c.dialect) ? compileLoop(c, node) : compileBuiltin(c, node)),
  predicate: (node, c) => c.compile(node.node),
  pointer: (node) => pointer(node.name, node.offset),
  let: (node, c) => declaration(c, node),
  sequence: (node, c) => sequence(node.nodes.map((one) => c.compile(one))),
  conditional: (node, c) => conditional(c, node),
  array: (node, c) => array(c, node),
  map: (node, c) => map(c, node),
  pair: (node, c) => c.compile(node.value),
}

function constant(value: Value): Code {
  return () => value
}

function pointer(name: string, at: number): Code {
  if (name === 'index') return (m) => BigInt(m.current().index)
  if (name === 'acc') return (m) => m.current().acc
  return (m) => {
    m.offset = at
    return m.current().item()
  }
}

function declaration(c: Compiler, node: Extract<Node, { kind: 'let' }>): Code {
  const value = c.compile(node.value)
  return c.declare(node.name, (slot) => {
    const body = c.compile(node.body)
    return (m) => {
      m.variables[slot] = value(m)
      return body(m)
    }
  })
}

function sequence(codes: readonly Code[]): Code {
  return (m) => {
    let last: Value = null
    for (const code of codes) last = code(m)
    return last
  }
}

function conditional(c: Compiler, node: Extract<Node, { kind: 'conditional' }>): Code {
  const condition = c.compile(node.condition)
  const then = c.compile(node.whenTrue)
  const otherwise = c.compile(node.whenFalse)
  const at = node.offset
  return (m) => {
    const holds = condition(m)
    if (holds === true) return then(m)
    if (holds === false) return otherwise(m)
    m.offset = at
    throw new Panic(conversionFault(holds, 'bool'))
  }
}

function array(c: Compiler, node: Extract<Node, { kind: 'array' }>): Code {
  const operands = operandsOf(
    c,
    node.nodes.map((one) => c.compile(one)),
  )
  const at = node.offset
  return (m) => {
    const items = operands(m)
    m.offset = at
    m.grow(items.length)
    return items
  }
}

function map(c: Compiler, node: Extract<Node, { kind: 'map' }>): Code {
  const operands = operandsOf(
    c,
    node.pairs.flatMap(({ key, value }) => [c.compile(key), c.compile(value)]),
  )
  const at = node.offset
  return (m) => {
    const entries = operands(m)
    m.offset = at
    m.grow(entries.length / 2)
    const made = newMap()
    // From the end, so that the first of two equal keys stays.
    for (let next = entries.length - 2; next >= 0; next -= 2) {
      const key = entries[next] ?? null
      if (typeof key !== 'string') throw new Panic(conversionFault(key, 'string'))
      made[key] = entries[next + 1] ?? null
    }
    return made
  }
}
