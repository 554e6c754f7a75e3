import type { BuiltinNode, Node } from '../parse/node.ts'
import { anySliceType, anyType, groupType, intType } from '../value/go-type.ts'
import { fitArguments } from './fit-arguments.ts'
import type { Checker, Variable } from './checker.ts'
import { arrayOf, bool, deref, elemOf, isArray, isAssignable, isBool, isInteger, isMap } from './nature.ts'
import { isString, isUnknown, nameOf, natureOf, unknown } from './nature.ts'
import type { Nature } from './nature.ts'
import { oldValidators } from './old-validate.ts'
import { resultOf } from './predicate.ts'
import { signaturesOf } from './signatures.ts'
import { validators } from './validate.ts'

const index: Variable = { name: 'index', nature: natureOf(intType) }
const acc: Variable = { name: 'acc', nature: unknown }

export function checkBuiltin(c: Checker, node: BuiltinNode): Nature {
  const isLoop = c.dialect.modern || !(node.name in oldValidators)
  const found = isLoop ? loops[node.name]?.(c, node) : undefined
  if (found !== undefined) return found
  return node.name === 'get' ? checkGet(c, node) : checkFunction(c, node.name, node)
}

type Rule = (c: Checker, node: BuiltinNode) => Nature | undefined

function collectionOf(c: Checker, node: BuiltinNode): Nature {
  const first = node.args[0] ?? node
  const collection = deref(c.visit(first))
  if (isArray(collection) || isUnknown(collection)) return collection
  throw c.fault(first, `builtin ${node.name} takes only array (got ${nameOf(collection)})`)
}

function bodyOf(c: Checker, node: BuiltinNode, collection: Nature, pointers: readonly Variable[] = []): Nature {
  c.predicates.push({ collection, pointers })
  const predicate = c.visit(node.args[1] ?? node)
  c.predicates.pop()
  return predicate
}

function resultOrFault(c: Checker, node: BuiltinNode, predicate: Nature, inputs = 'one'): Nature {
  const result = resultOf(predicate)
  if (result !== undefined) return result
  throw c.fault(node.args[1] ?? node, `predicate should has ${inputs} input and one output param`)
}

/** A loop over a predicate that must be a bool. */
const test = (result: (collection: Nature) => Nature): Rule => {
  return (c, node) => {
    const collection = collectionOf(c, node)
    if (node.args.length === 1) return result(collection)
    const given = resultOrFault(c, node, bodyOf(c, node, collection))
    if (isBool(given) || isUnknown(given)) return result(collection)
    throw c.fault(node.args[1] ?? node, `predicate should return boolean (got ${nameOf(given)})`)
  }
}

const itemOf = (collection: Nature): Nature => (isUnknown(collection) ? unknown : elemOf(collection))
const itemsOf = (collection: Nature): Nature => {
  return isUnknown(collection) ? natureOf(anySliceType) : arrayOf(elemOf(collection))
}

const sum: Rule = (c, node) => {
  const collection = collectionOf(c, node)
  return node.args.length === 2 ? resultOf(bodyOf(c, node, collection)) : itemOf(collection)
}

const map: Rule = (c, node) => {
  const predicate = bodyOf(c, node, collectionOf(c, node), [index])
  resultOrFault(c, node, predicate)
  return arrayOf(predicate.ref ?? unknown)
}

const groupBy: Rule = (c, node) => {
  const collection = collectionOf(c, node)
  resultOrFault(c, node, bodyOf(c, node, collection))
  return natureOf(groupType)
}

const sortBy: Rule = (c, node) => {
  const collection = collectionOf(c, node)
  const predicate = bodyOf(c, node, collection)
  const order = node.args[2]
  if (order !== undefined) {
    const nature = c.visit(order)
    if (!isString(nature) && !isUnknown(nature)) {
      throw c.fault(order, `sortBy order argument must be a string (got ${nameOf(nature)})`)
    }
  }
  resultOrFault(c, node, predicate)
  return collection
}

const reduce: Rule = (c, node) => {
  const predicate = bodyOf(c, node, collectionOf(c, node), [index, acc])
  if (node.args[2] !== undefined) c.visit(node.args[2])
  resultOrFault(c, node, predicate, 'two')
  return predicate.ref ?? unknown
}

const loops: Readonly<Record<string, Rule>> = {
  all: test(() => bool),
  none: test(() => bool),
  any: test(() => bool),
  one: test(() => bool),
  filter: test(itemsOf),
  map,
  count: test(() => natureOf(intType)),
  sum,
  find: test(itemOf),
  findLast: test(itemOf),
  findIndex: test(() => natureOf(intType)),
  findLastIndex: test(() => natureOf(intType)),
  groupBy,
  sortBy,
  reduce,
}

function checkGet(c: Checker, node: BuiltinNode): Nature {
  const [from, what] = node.args
  if (from === undefined || what === undefined || node.args.length > 2) {
    throw c.fault(node, `invalid number of arguments (expected 2, got ${node.args.length})`)
  }
  const base = c.visit(from)
  const property = deref(c.visit(what))
  if (from.kind === 'identifier' && from.name === '$env') {
    return (what.kind === 'string' ? c.env(what.value) : undefined) ?? unknown
  }
  if (isUnknown(base)) return unknown
  if (isArray(base)) {
    if (isInteger(property) || isUnknown(property)) return elemOf(base)
    throw c.fault(what, `non-integer slice index ${nameOf(property)}`)
  }
  if (isMap(base)) {
    const key = natureOf(base.type?.key ?? anyType)
    if (isAssignable(property, key) || isUnknown(property)) return elemOf(base)
    throw c.fault(what, `cannot use ${nameOf(property)} to get an element from ${nameOf(base)}`)
  }
  throw c.fault(from, `type ${nameOf(base)} does not support indexing`)
}

/** Checks a call of a builtin that is like any function. */
export function checkFunction(c: Checker, name: string, node: Node & { readonly args: Node[] }): Nature {
  const natures = node.args.map((arg) => c.visit(arg))
  const validate = (c.dialect.modern ? undefined : oldValidators[name]) ?? validators[name]
  if (validate !== undefined) {
    const types = natures.map((nature) => (isUnknown(nature) ? anyType : nature.type))
    const result = validate(name, types)
    if (typeof result === 'string') throw c.fault(node, result)
    return natureOf(result)
  }
  let last: ReturnType<typeof fitArguments> = `no matching overload for ${name}`
  for (const type of signaturesOf(name) ?? []) {
    last = fitArguments({ name, type, isMethod: false }, node, natures)
    if (typeof last === 'object' && 'type' in last) return last
  }
  if (typeof last === 'object' && 'fault' in last) throw c.fault(node.args[last.at] ?? node, last.fault)
  throw c.fault(node, typeof last === 'string' ? last : `unknown builtin ${name}`)
}
