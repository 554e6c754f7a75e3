import { isUnknown } from '../check/nature.ts'
import { builtins } from '../builtins/table.ts'
import { oldBuiltins } from '../builtins/old.ts'
import { CompileFault } from '../error.ts'
import type { BuiltinNode, CallNode, Node } from '../parse/node.ts'
import { callFunction } from '../run/call.ts'
import type { Code, Compiler } from './compiler.ts'
import { dereferenced } from './dereferenced.ts'
import { operandsOf, takesTop } from './leaks.ts'
import { Panic } from '../value/panic.ts'
import type { Value } from '../value/value.ts'
import type { Machine } from '../run/machine.ts'

export function compileCall(c: Compiler, node: CallNode): Code {
  const code = compileCallOn(c, node, c.compile(node.callee))
  return (m) => code(m) ?? null
}

type MaybeCode = (m: Machine) => Value | undefined

/** A call of what `callee` gives; undefined when that ends a chain. The arguments come first. */
export function compileCallOn(c: Compiler, node: CallNode, callee: MaybeCode): MaybeCode {
  const codes = node.args.map((arg) => c.compile(arg))
  const at = node.offset
  const isTyped = isTypedCall(node)
  const { isLeaky } = c
  return (m) => {
    let args: Value[] = isLeaky ? m.stack : []
    for (const code of codes) args.push(code(m))
    const called = callee(m)
    // In a leaky program the arguments are left behind.
    if (called === undefined) return undefined
    if (isLeaky) args = m.stack.splice(m.stack.length - codes.length)
    m.offset = at
    m.step()
    return callFunction(called, args, isTyped)
  }
}

const typedParameters = new Set(['time.Duration', 'time.Time', 'string'])

/** Calls of some known function types go past reflection; then nil is not turned into a zero value. */
function isTypedCall({ callee, args }: CallNode): boolean {
  if (callee.nature.type?.signature === undefined || args.length !== 1) return false
  const { params } = callee.nature.type.signature
  return typedParameters.has(params.at(-1)?.name ?? '')
}

export function compileBuiltin(c: Compiler, node: BuiltinNode): Code {
  const { name, offset: at } = node
  const builtin = (c.dialect.modern ? undefined : oldBuiltins.get(name)) ?? builtins.get(name)
  if (builtin === undefined) throw new CompileFault(`unknown builtin ${name}`, at)
  const codes = node.args.map((arg) => argument(c, name, arg))
  const [only] = codes
  if (only !== undefined && codes.length === 1) {
    return (m) => {
      const arg = only(m)
      m.offset = at
      return builtin(m, [arg])
    }
  }
  if (takesTop(name)) {
    return (m) => {
      for (const code of codes) m.stack.push(code(m))
      m.offset = at
      const top = m.stack.pop()
      if (top === undefined) throw new Panic('stack underflow')
      return builtin(m, [top])
    }
  }
  const operands = operandsOf(c, codes)
  return (m) => {
    const args = operands(m)
    m.offset = at
    return builtin(m, args)
  }
}

/** Only `now` and `date` take a place as it is. */
function argument(c: Compiler, name: string, node: Node): Code {
  const code = c.compile(node)
  if (name === 'now' || (name === 'date' && !isUnknown(node.nature))) return code
  return dereferenced(node, code)
}
