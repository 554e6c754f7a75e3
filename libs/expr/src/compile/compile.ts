import type { Dialect } from '../dialect.ts'
import type { BuiltinNode, Node } from '../parse/node.ts'
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
  return new Compiler(dialect, isLeaky(tree), rule).compile(tree)
}

function rule(c: Compiler, node: Node): Code {
  switch (node.kind) {
    case 'nil':
      return constant(null)
    case 'bool':
    case 'integer':
    case 'float':
    case 'string':
    case 'bytes':
      return constant(node.value)
    case 'constant':
      // A set is never compiled by itself, only as the right side of `in`.
      return constant(node.value instanceof Set ? null : (node.value as Value))
    case 'identifier':
      return compileIdentifier(c, node)
    case 'unary':
      return compileUnary(c, node)
    case 'binary':
      return compileBinary(c, node)
    case 'chain':
      return compileChain(c, node)
    case 'member':
      return compileMember(c, node)
    case 'slice':
      return compileSlice(c, node)
    case 'call':
      return compileCall(c, node)
    case 'builtin':
      return builtin(c, node)
    default:
      return compound(c, node)
  }
}

function builtin(c: Compiler, node: BuiltinNode): Code {
  return isLoop(node, c.dialect) ? compileLoop(c, node) : compileBuiltin(c, node)
}

type Compound = Extract<
  Node,
  { kind: 'predicate' | 'pointer' | 'let' | 'sequence' | 'conditional' | 'array' | 'map' | 'pair' }
>

function compound(c: Compiler, node: Compound): Code {
  switch (node.kind) {
    case 'predicate':
      return c.compile(node.node)
    case 'pointer':
      return pointer(node.name, node.offset)
    case 'let':
      return declaration(c, node)
    case 'sequence':
      return sequence(node.nodes.map((one) => c.compile(one)))
    case 'conditional':
      return conditional(c, node)
    case 'array':
      return array(c, node)
    case 'map':
      return map(c, node)
    case 'pair':
      return c.compile(node.value)
    default:
      return node satisfies never
  }
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
  const then = c.compile(node.then)
  const otherwise = c.compile(node.otherwise)
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
