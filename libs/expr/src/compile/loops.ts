import type { Dialect } from '../dialect.ts'
import type { BuiltinNode } from '../parse/node.ts'
import { add } from '../run/arithmetic.ts'
import { scopeOver } from '../run/machine.ts'
import type { Machine, Scope } from '../run/machine.ts'
import { sortInPlace, sortSteps } from '../run/sort.ts'
import { AnyMap } from '../value/any-map.ts'
import { groupType } from '../value/go-type.ts'
import { Panic } from '../value/panic.ts'
import { conversionFault } from '../value/type-of.ts'
import { isArray } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Code, Compiler } from './compiler.ts'

/** What is done with each item: undefined goes on, a value ends the loop with it. */
type Turn = (m: Machine, scope: Scope) => Value | undefined

interface Loop {
  /** Before the first turn. */
  readonly begin?: ((m: Machine, scope: Scope) => void) | undefined
  readonly turn: Turn
  /** What the loop gives when no turn has ended it. */
  readonly end: (m: Machine, scope: Scope) => Value
  readonly isBackward?: boolean
}

/** The parts of a call of a loop builtin. */
interface Parts {
  readonly node: BuiltinNode
  readonly isLeaky: boolean
  readonly body: Code
  readonly map: Code
  readonly last: Code | undefined
  readonly at: number
}

export function isLoop({ name }: BuiltinNode, dialect: Dialect): boolean {
  if (!dialect.modern && (name === 'sum' || name === 'sortBy')) return false
  return loops[name] !== undefined
}

export function compileLoop(c: Compiler, node: BuiltinNode): Code {
  const [first, second, third] = node.args
  const over = c.compile(first ?? node)
  const at = node.offset
  const parts: Parts = {
    node,
    isLeaky: c.isLeaky,
    body: second === undefined ? item : c.compile(second),
    map: node.map === undefined ? item : c.compile(node.map),
    last: third === undefined ? undefined : c.compile(third),
    at,
  }
  const loop = loops[node.name]?.(parts)
  if (loop === undefined) return over
  return (m) => {
    const value = over(m)
    m.offset = at
    const scope = scopeOver(value)
    const outer = m.scope
    m.scope = scope
    const result = runLoop(m, scope, loop)
    m.offset = at
    const given = result === undefined ? loop.end(m, scope) : result
    m.scope = outer
    return given
  }
}

function runLoop(m: Machine, scope: Scope, loop: Loop): Value | undefined {
  loop.begin?.(m, scope)
  const { turn } = loop
  if (loop.isBackward === true) {
    for (scope.index = scope.length - 1; scope.index >= 0; scope.index--) {
      m.step()
      m.stack.push(true)
      const result = turn(m, scope)
      if (result !== undefined) return result
    }
    m.stack.push(false)
    return undefined
  }
  for (; scope.index < scope.length; scope.index++) {
    m.step()
    const result = turn(m, scope)
    if (result !== undefined) return result
  }
  return undefined
}

const item: Code = (m) => m.current().item()

function isTrue(m: Machine, { body, at }: Parts): boolean {
  const value = body(m)
  if (typeof value === 'boolean') return value
  m.offset = at
  throw new Panic(conversionFault(value, 'bool'))
}

/** Ends with `result` at the first item for which the predicate is as wanted. */
const until = (parts: Parts, wanted: boolean, result: boolean): Loop => ({
  turn: (m) => (isTrue(m, parts) === wanted ? result : undefined),
  end: () => !result,
})

const count = (parts: Parts): Loop => {
  const { threshold } = parts.node
  return {
    turn: (m, scope) => {
      if (!isTrue(m, parts)) return undefined
      scope.count++
      return threshold !== undefined && scope.count >= threshold ? scope.count : undefined
    },
    end: (_, scope) => scope.count,
  }
}

const one = (parts: Parts): Loop => ({ ...count(parts), end: (_, scope) => scope.count === 1n })

const collect = (parts: Parts, turn: (m: Machine, list: Value[]) => void): Loop => {
  if (parts.isLeaky) return collectOnStack(parts, turn)
  return {
    begin: (_, scope) => {
      scope.acc = []
    },
    turn: (m, scope) => {
      // Only this loop has set it.
      turn(m, scope.acc as Value[])
      return undefined
    },
    end: (m, scope) => {
      m.offset = parts.at
      m.grow(isArray(scope.acc) ? scope.acc.length : 0)
      return scope.acc
    },
  }
}

/** The list is what is on top of the stack when the loop is over. */
const collectOnStack = (parts: Parts, turn: (m: Machine, list: Value[]) => void): Loop => {
  return {
    turn: (m, scope) => {
      const one: Value[] = []
      turn(m, one)
      scope.count += BigInt(one.length)
      m.stack.push(...one)
      return undefined
    },
    end: (m, scope) => {
      m.offset = parts.at
      m.grow(Number(scope.count))
      return m.stack.splice(m.stack.length - Number(scope.count))
    },
  }
}

const filter = (parts: Parts): Loop => {
  return collect(parts, (m, list) => {
    if (isTrue(m, parts)) list.push(parts.map(m))
  })
}

const map = (parts: Parts): Loop => {
  return collect(parts, (m, list) => {
    list.push(parts.body(m))
  })
}

const sum = ({ body, at }: Parts): Loop => ({
  begin: (_, scope) => {
    scope.acc = 0n
  },
  turn: (m, scope) => {
    const value = body(m)
    m.offset = at
    scope.acc = add(m, value, scope.acc)
    return undefined
  },
  end: (_, scope) => scope.acc,
})

const find = (parts: Parts, isBackward: boolean): Loop => ({
  isBackward,
  turn: (m) => (isTrue(m, parts) ? parts.map(m) : undefined),
  end: () => {
    if (parts.node.throws === true) throw new Panic('reflect: slice index out of range')
    return null
  },
})

const findIndex = (parts: Parts, isBackward: boolean): Loop => ({
  isBackward,
  turn: (m, scope) => (isTrue(m, parts) ? BigInt(scope.index) : undefined),
  end: () => null,
})

const groupBy = ({ body, at }: Parts): Loop => {
  return {
    begin: (_, scope) => {
      scope.acc = new AnyMap(groupType)
    },
    turn: (m, scope) => {
      const key = body(m)
      m.offset = at
      const groups = scope.acc
      if (!(groups instanceof AnyMap)) return undefined
      const group = groups.get(key)
      const value = scope.item()
      // Groups are made here, so that they can be added to.
      if (group === undefined) groups.set(key, [value])
      else (group as Value[]).push(value)
      return undefined
    },
    end: (_, scope) => scope.acc,
  }
}

const sortBy = ({ body, last, at }: Parts): Loop => {
  return {
    begin: (m, scope) => {
      const order = last === undefined ? 'asc' : last(m)
      m.offset = at
      if (typeof order !== 'string') throw new Panic('sortBy order argument must be a string')
      if (order !== 'asc' && order !== 'desc') throw new Panic('unknown order, use asc or desc')
      scope.acc = [order, [], []]
    },
    turn: (m, scope) => {
      const key = body(m)
      m.offset = at
      const { items, keys } = sortedParts(scope)
      items.push(scope.item())
      keys.push(key)
      return undefined
    },
    end: (m, scope) => {
      const { items, keys, isDescending } = sortedParts(scope)
      m.step(sortSteps(items.length))
      sortInPlace({ items, keys, isDescending })
      m.grow(scope.length)
      return items
    },
  }
}

function sortedParts({ acc }: Scope): { items: Value[]; keys: Value[]; isDescending: boolean } {
  // As the beginning of the loop has set it.
  const [order, items, keys] = acc as [Value, Value[], Value[]]
  return { items, keys, isDescending: order === 'desc' }
}

const reduce = ({ body, last, at }: Parts): Loop => ({
  begin: (m, scope) => {
    if (last !== undefined) {
      scope.acc = last(m)
      return
    }
    m.offset = at
    if (scope.length === 0) throw new Panic('reduce of empty array with no initial value')
    scope.acc = scope.item()
    scope.index = 1
  },
  turn: (m, scope) => {
    scope.acc = body(m)
    return undefined
  },
  end: (_, scope) => scope.acc,
})

const loops: Readonly<Record<string, (parts: Parts) => Loop>> = {
  all: (parts) => until(parts, false, false),
  none: (parts) => until(parts, true, false),
  any: (parts) => until(parts, true, true),
  one,
  filter,
  map,
  count,
  sum,
  find: (parts) => find(parts, false),
  findLast: (parts) => find(parts, true),
  findIndex: (parts) => findIndex(parts, false),
  findLastIndex: (parts) => findIndex(parts, true),
  groupBy,
  sortBy,
  reduce,
}
