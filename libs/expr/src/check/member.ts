import { isBuiltin } from '../builtins/names.ts'
import type { IdentifierNode, MemberNode, Node, SliceNode } from '../parse/node.ts'
import { methodOf } from '../time/methods.ts'
import { mapType } from '../value/go-type.ts'
import type { Checker } from './checker.ts'
import { deref, elemOf, isArray, isAssignable, isInteger, isString, isUnknown, nameOf } from './nature.ts'
import { natureOf, unknown } from './nature.ts'
import type { Nature } from './nature.ts'
import { signaturesOf } from './signatures.ts'

export function identifier(c: Checker, node: IdentifierNode): Nature {
  const variable = c.variables.findLast(({ name }) => name === node.name)
  if (variable !== undefined) return variable.nature
  if (node.name === '$env') return c.dialect.modern ? unknown : natureOf(mapType)
  return named(c, node, node.name, { strict: c.strict, builtins: true })
}

/** The nature of a name: of the env, of a builtin, or unknown where that is no error. */
function named(c: Checker, node: Node, name: string, options: { strict: boolean; builtins: boolean }): Nature {
  const nature = c.env(name)
  if (nature !== undefined) return nature
  const [signature] = (options.builtins && isBuiltin(name, c.dialect) ? signaturesOf(name) : undefined) ?? []
  if (signature !== undefined) return { type: signature, nil: false, builtin: name }
  if (options.strict) throw c.fault(node, `unknown name ${name}`)
  return unknown
}

export function checkMember(c: Checker, node: MemberNode): Nature {
  const name = node.property.kind === 'string' ? node.property.value : undefined
  if (node.node.kind === 'identifier' && node.node.name === '$env') {
    if (name === undefined) return unknown
    return named(c, node, name, { strict: c.strict && !node.optional, builtins: false })
  }
  const base = c.visit(node.node)
  const property = deref(c.visit(node.property))
  if (isUnknown(base)) return unknown
  if (name !== undefined) {
    if (base.nil) throw c.fault(node, `type nil has no field ${name}`)
    const method = base.type === undefined ? undefined : methodOf(base.type, name)
    if (method !== undefined) return { type: method.type, nil: false, isMethod: true }
  }
  return memberOf(c, node, deref(base), property)
}

function memberOf(c: Checker, node: MemberNode, base: Nature, property: Nature): Nature {
  if (base.type?.kind === 'map') {
    const key = natureOf(base.type.key ?? base.type)
    if (isAssignable(property, key) || isUnknown(property)) return elemOf(base)
    throw c.fault(node.property, `cannot use ${nameOf(property)} to get an element from ${nameOf(base)}`)
  }
  if (isArray(base)) {
    if (isInteger(property) || isUnknown(property)) return c.elem(base)
    const got = `(got ${nameOf(property)})`
    throw c.fault(node.property, `array elements can only be selected using an integer ${got}`)
  }
  const type = nameOf(base)
  if (node.property.kind !== 'string') throw c.fault(node, `type ${type}[${nameOf(property)}] is undefined`)
  throw c.fault(node, `type ${type} has no ${node.method ? 'method' : 'field'} ${node.property.value}`)
}

export function checkSlice(c: Checker, node: SliceNode): Nature {
  const nature = c.visit(node.node)
  if (isUnknown(nature) && c.dialect.modern) return unknown
  if (!isUnknown(nature) && !isString(nature) && !isArray(nature)) throw c.fault(node, `cannot slice ${nameOf(nature)}`)
  for (const bound of [node.from, node.to]) {
    if (bound === undefined) continue
    const found = deref(c.visit(bound))
    if (isInteger(found) || isUnknown(found)) continue
    throw c.fault(bound, `non-integer slice index ${nameOf(found)}`)
  }
  return nature
}
