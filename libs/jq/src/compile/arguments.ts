import { CompileFault } from '../error.ts'
import type { CallNode, Node } from '../parse/node.ts'
import type { Compiler } from './compiler.ts'
import { loadValue, storeValue } from './emit.ts'
import type { Scope } from './scope.ts'

/** Leaves the arguments in slots and the input as the value. */
export function compileArguments(compiler: Compiler, args: readonly Node[], scope: Scope): readonly number[] {
  if (args.length === 0) return []
  const input = scope.valueSlot()
  storeValue(compiler, input)
  const slots = args.map(() => scope.valueSlot())
  for (let at = args.length - 1; at >= 0; at--) {
    const [arg, slot] = [args[at], slots[at]]
    if (arg === undefined || slot === undefined) continue
    compiler.node(arg, scope)
    storeValue(compiler, slot)
    loadValue(compiler, input)
  }
  return slots
}

export function notDefined({ name, args, at }: CallNode): CompileFault {
  return new CompileFault('undefined', `function not defined: ${name}/${args.length}`, at)
}
