import type { PointerNode } from '../parse/node.ts'
import { anyType, funcType } from '../value/go-type.ts'
import type { Checker } from './checker.ts'
import { isArray, isUnknown, natureOf, unknown } from './nature.ts'
import type { Nature } from './nature.ts'

/** The nature of a predicate: a function of any, which gives nothing when its body is nil. */
export function predicateOf(body: Nature): Nature {
  const results = isUnknown(body) ? [anyType] : body.type === undefined ? [] : [body.type]
  return { type: funcType([anyType], results), nil: false, ref: body }
}

/** What a predicate gives; undefined when it gives nothing. */
export function resultOf(predicate: Nature): Nature | undefined {
  const result = predicate.type?.signature?.results[0]
  return result === undefined ? undefined : natureOf(result)
}

export function pointer(c: Checker, node: PointerNode): Nature {
  const scope = c.predicates.at(-1)
  if (scope === undefined) throw c.fault(node, 'cannot use pointer accessor outside predicate')
  if (node.name === '') {
    if (isUnknown(scope.collection)) return unknown
    if (isArray(scope.collection)) return c.elem(scope.collection)
    throw c.fault(node, 'cannot use this as array')
  }
  const found = scope.pointers.find(({ name }) => name === node.name)
  if (found === undefined) throw c.fault(node, `unknown pointer #${node.name}`)
  return found.nature
}
