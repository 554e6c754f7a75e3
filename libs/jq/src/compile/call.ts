import type { CallNode, Node } from '../parse/node.ts'
import { nativeFunction } from '../functions/table.ts'
import type { Native } from '../functions/context.ts'
import type { Closure, Frame, Unit } from '../run/machine.ts'
import type { Compiler } from './compiler.ts'
import { setValue } from './emit.ts'
import { compileArguments, notDefined } from './arguments.ts'
import { frameAt } from './frame-at.ts'
import { compileArgument } from './function.ts'
import type { Scope } from './scope.ts'
import { compileSpecial } from './special.ts'

/** A call: of what the program defines, else of what the library defines, else of what is built in. */
export function compileCall(compiler: Compiler, node: CallNode, scope: Scope): void {
  const { name, args, at } = node
  const binding = scope.findFunction(name, args.length)
  if (binding?.kind === 'closure') return compileClosureCall(compiler, binding.slot, scope.hops(binding))
  if (binding !== undefined) {
    return compileUnitCall(compiler, node, { unit: binding.unit, hops: scope.hops(binding) }, scope)
  }
  if (name === 'env' && args.length === 0) return setValue(compiler, {})
  const unit = compiler.libraryUnit(name, args.length)
  if (unit !== undefined) return compileUnitCall(compiler, node, { unit, hops: undefined }, scope)
  if (compileSpecial(compiler, node, scope)) return
  const native = nativeFunction(name, args.length)
  if (native === undefined) throw notDefined(node)
  compileNative(compiler, native, args, at, scope)
}

function compileClosureCall(compiler: Compiler, slot: number, hops: number): void {
  compiler.emitCall((tail) => (machine) => {
    const { unit, frame } = closureAt(machine.frame, hops, slot)
    machine.enter(unit, frame, undefined, tail.isTail)
  })
}

function closureAt(frame: Frame, hops: number, slot: number): Closure {
  // The scope said that there is one.
  return frameAt(frame, hops).closures[slot] as Closure
}

/** `hops` is undefined for a function that sees no frame but its own. */
interface Target {
  readonly unit: Unit
  readonly hops: number | undefined
}

function compileUnitCall(compiler: Compiler, { args, at }: CallNode, { unit, hops }: Target, scope: Scope): void {
  const makers = args.map((arg) => closureMaker(compiler, arg, scope))
  compiler.emitCall((tail) => (machine) => {
    machine.at = at
    const { frame } = machine
    const outer = hops === undefined ? undefined : frameAt(frame, hops)
    const closures = makers.length === 0 ? undefined : makers.map((make) => make(frame))
    machine.enter(unit, outer, closures, tail.isTail)
  })
}

/** An argument that only names another closure is that closure: chains of them would grow with every call. */
function closureMaker(compiler: Compiler, arg: Node, scope: Scope): (frame: Frame) => Closure {
  if (arg.kind === 'call' && arg.args.length === 0) {
    const binding = scope.findFunction(arg.name, 0)
    if (binding?.kind === 'closure') {
      const hops = scope.hops(binding)
      return (frame) => closureAt(frame, hops, binding.slot)
    }
  }
  const unit = compileArgument(compiler, arg, scope)
  return (frame) => ({ unit, frame })
}

/** The last argument's outputs are the outermost loop. */
export function compileNative(
  compiler: Compiler,
  native: Native,
  args: readonly Node[],
  at: number,
  scope: Scope,
): void {
  const slots = compileArguments(compiler, args, scope)
  compiler.emit((machine) => {
    machine.at = at
    const { values } = machine.frame
    machine.value = native(
      machine.value,
      slots.map((slot) => values[slot] ?? null),
      machine,
    )
  })
}
