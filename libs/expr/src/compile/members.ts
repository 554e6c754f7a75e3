import type { ChainNode, IdentifierNode, MemberNode, Node, SliceNode } from '../parse/node.ts'
import { bind, fetch, lengthOf, slice } from '../run/fetch.ts'
import { methodOf } from '../time/methods.ts'
import type { Method } from '../time/methods.ts'
import { Panic } from '../value/panic.ts'
import { typeName, typeOf } from '../value/type-of.ts'
import { isNil, itemsOf } from '../value/value.ts'
import type { PlainMap, Value } from '../value/value.ts'
import { compileCallOn } from './calls.ts'
import type { Code, Compiler } from './compiler.ts'
import { operandsOf, paired } from './leaks.ts'

export function compileIdentifier(c: Compiler, node: IdentifierNode): Code {
  const slot = c.slotOf(node.name)
  if (slot !== undefined) return (m) => m.variables[slot] ?? null
  if (node.name === '$env') return (m) => m.env
  const { name } = node
  const isCommon = name in Object.prototype
  return (m) => (isCommon ? own(m.env, name) : (m.env[name] ?? null))
}

function own(map: PlainMap, name: string): Value {
  return Object.hasOwn(map, name) ? (map[name] ?? null) : null
}

/** The whole chain is nil when a `?.` in it finds nil. */
export function compileChain(c: Compiler, node: ChainNode): Code {
  const inner = compileInChain(c, node.node)
  const { modern } = c.dialect
  return (m) => {
    const value = inner(m)
    // A nil list at the end of a chain is plain nil since v1.16.
    return value === undefined || (modern && isNil(value)) ? null : value
  }
}

/** Like Code, but undefined when a `?.` has ended the chain. */
export type ChainCode = (m: Parameters<Code>[0]) => Value | undefined

export function compileInChain(c: Compiler, node: Node): ChainCode {
  if (node.kind === 'call') return compileCallOn(c, node, compileInChain(c, node.callee))
  return node.kind === 'member' ? memberCode(c, node, compileInChain(c, node.node)) : c.compile(node)
}

export function compileMember(c: Compiler, node: MemberNode): Code {
  const code = memberCode(c, { ...node, optional: false }, c.compile(node.node))
  return (m) => code(m) ?? null
}

function memberCode(c: Compiler, node: MemberNode, base: ChainCode): ChainCode {
  const method = staticMethod(node)
  if (method !== undefined) return methodCode(method, node, base)
  if (node.property.kind === 'string') return namedMember(node, node.property.value, base)
  const property = c.compile(node.property)
  const { isLeaky } = c
  const { optional, offset: at } = node
  return (m) => {
    const from = base(m)
    if (from === undefined || (optional && isNil(from))) return undefined
    if (isLeaky) m.stack.push(from)
    const key = property(m)
    m.offset = at
    return fetch(isLeaky ? (m.stack.pop() ?? null) : from, key)
  }
}

function namedMember({ optional, offset: at }: MemberNode, name: string, base: ChainCode): ChainCode {
  const isCommon = name in Object.prototype
  return (m) => {
    const from = base(m)
    // Plain maps come first and in short: they are what events are made of.
    if (typeof from === 'object' && from !== null && !isCommon) {
      const prototype: unknown = Object.getPrototypeOf(from)
      // What has such a prototype is neither a list nor a class of ours.
      if (prototype === Object.prototype || prototype === null) return (from as PlainMap)[name] ?? null
    }
    if (from === undefined || (optional && isNil(from))) return undefined
    m.offset = at
    return fetch(from, name)
  }
}

function staticMethod({ node, property }: MemberNode): Method | undefined {
  const { type } = node.nature
  return type === undefined || property.kind !== 'string' ? undefined : methodOf(type, property.value)
}

/** A method that the checker knows of is there whatever the value; only its type is looked at. */
function methodCode(method: Method, { node, offset: at }: MemberNode, base: ChainCode): ChainCode {
  const wanted = node.nature.type
  return (m) => {
    const from = base(m)
    if (from === undefined) return undefined
    m.offset = at
    if (typeOf(from)?.name !== wanted?.name) throw new Panic(`cannot fetch method from ${typeName(from)}`)
    return bind(from, method)
  }
}

export function compileSlice(c: Compiler, node: SliceNode): Code {
  const at = node.offset
  const from = node.from === undefined ? (): Value => 0n : c.compile(node.from)
  const value = c.compile(node.node)
  if (node.to === undefined) {
    // The length is asked for before the lower bound is evaluated.
    const bounded: Code = (m) => {
      const whole = value(m)
      m.offset = at
      return [whole, lengthOfSliced(whole)]
    }
    return paired(c, [bounded, from], at, (_, whole, start) => {
      const [sliced = null, end = 0n] = itemsOf(whole) ?? []
      return slice(sliced, start, end)
    })
  }
  const operands = operandsOf(c, [value, c.compile(node.to), from])
  return (m) => {
    const [whole = null, end = 0n, start = 0n] = operands(m)
    m.offset = at
    return slice(whole, start, end)
  }
}

/** Without an end the length is asked for first, which maps have too. */
function lengthOfSliced(value: Value): bigint {
  const length = lengthOf(value)
  if (length !== undefined) return BigInt(length)
  if (typeOf(value)?.kind === 'map') return 0n
  throw new Panic(`invalid argument for len (type ${typeName(value)})`)
}
