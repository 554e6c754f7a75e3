import type { Node } from '../parse/node.ts'
import { anyType, floatType } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'
import { deref, isAssignable, isFloat, isInteger, isUnknown, nameOf, natureOf, unknown } from './nature.ts'
import type { Nature } from './nature.ts'

export interface Callable {
  readonly name: string
  readonly type: GoType
  /** Whether the first parameter is the receiver. */
  readonly isMethod: boolean
}

/** What is wrong with an argument, and which it is. */
interface BadArgument {
  readonly at: number
  readonly fault: string
}

/** The first result, or what does not fit: of the call as a whole, or of one argument. */
export function fitArguments(
  { name, type, isMethod }: Callable,
  node: { readonly args: Node[] },
  natures: readonly Nature[],
): Nature | BadArgument | string {
  const { params: all = [], results = [], variadic = false } = type.signature ?? {}
  if (results.length === 0) return `func ${name} doesn't return value`
  if (results.length > 2) return `func ${name} returns more then two values`
  const params = isMethod ? all.slice(1) : all
  if (natures.length < params.length - (variadic ? 1 : 0)) return `not enough arguments to call ${name}`
  if (!variadic && natures.length > params.length) return `too many arguments to call ${name}`
  for (const [at, nature] of natures.entries()) {
    const isRest = variadic && at >= params.length - 1
    const param = isRest ? (params.at(-1)?.elem ?? anyType) : (params[at] ?? anyType)
    const fault = argumentFault(nature, natureOf(param), name)
    if (fault !== undefined) return { at, fault }
    if (isFloat(natureOf(param)) && isInteger(nature)) node.args[at] = withFloats(node.args[at])
  }
  return natureOf(results[0] ?? anyType)
}

function argumentFault(nature: Nature, param: Nature, name: string): string | undefined {
  if (isInteger(nature) && (isFloat(param) || isInteger(param))) return undefined
  if (nature.nil) {
    const kind = param.type?.kind
    if (kind === 'ptr' || kind === 'interface') return undefined
    return `cannot use nil as argument (type ${nameOf(param)}) to call ${name}`
  }
  if (isUnknown(nature) || isAssignable(nature, param) || isAssignable(deref(nature), param)) return undefined
  return `cannot use ${nameOf(nature)} as argument (type ${nameOf(param)}) to call ${name} `
}

/** An int where a float64 is wanted: its literals become float64, through `+ - *` and signs. */
function withFloats(node: Node | undefined): Node {
  if (node === undefined) return { kind: 'nil', offset: 0, nature: unknown }
  if (node.kind === 'integer') {
    return { kind: 'float', value: Number(node.value), offset: node.offset, nature: natureOf(floatType) }
  }
  if (node.kind === 'unary') node.node = withFloats(node.node)
  if (node.kind === 'binary' && ['+', '-', '*'].includes(node.operator)) {
    node.left = withFloats(node.left)
    node.right = withFloats(node.right)
  }
  return node
}
