import { CompileFault } from '../error.ts'
import { getPath } from '../functions/paths.ts'
import { builtinNames } from '../functions/names.ts'
import type { CallNode, Node } from '../parse/node.ts'
import { iterateRange } from '../run/iterate.ts'
import { Fault } from '../run/fault.ts'
import { checkIntact, pathOf, rootTrail } from '../run/trail.ts'
import { described } from '../value/preview.ts'
import { isList, isNumber } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { compileArguments, notDefined } from './arguments.ts'
import type { Compiler } from './compiler.ts'
import { backtrack, closeTrail, forkTo, loadValue, openTrail, setValue, storeValue, trailIn } from './emit.ts'
import type { Scope } from './scope.ts'

/** Functions that are more than a calculation. Says whether it was one. */
export function compileSpecial(compiler: Compiler, node: CallNode, scope: Scope): boolean {
  const special = specials[`${node.name}/${node.args.length}`]
  special?.(compiler, node, scope)
  return special !== undefined
}

type Special = (compiler: Compiler, node: CallNode, scope: Scope) => void

const specials: Readonly<Record<string, Special>> = {
  'empty/0': (compiler) => backtrack(compiler),
  'path/1': compilePath,
  'getpath/1': compileGetPath,
  '_range/3': compileRange,
  'last/1': compileLast,
  'debug/1': compileDebug,
  'builtins/0': (compiler) => setValue(compiler, builtinNames()),
  'input/0': (_compiler, { at }) => {
    throw new CompileFault('unsupported', 'input(s)/0 is not allowed', at)
  },
}

export function isSpecial(name: string, arity: number): boolean {
  return Object.hasOwn(specials, `${name}/${arity}`)
}

function argument({ args }: CallNode): Node {
  // The table of specials says how many there are.
  return args[0] as Node
}

function compilePath(compiler: Compiler, node: CallNode, scope: Scope): void {
  const outer = scope.extraSlot()
  compiler.emit((machine) => {
    machine.frame.extras[outer] = machine.trail
    machine.trail = rootTrail(machine.value)
  })
  compiler.node(argument(node), scope)
  compiler.emit((machine) => {
    machine.at = node.at
    const { trail } = machine
    if (trail === undefined) return
    checkIntact(machine.value, trail)
    const path = pathOf(trail)
    machine.budget.items(path.length + 8)
    machine.value = path
    machine.trail = trailIn(machine, outer)
  })
}

function compileGetPath(compiler: Compiler, node: CallNode, scope: Scope): void {
  const [input, path] = [scope.valueSlot(), scope.valueSlot()]
  storeValue(compiler, input)
  const outer = openTrail(compiler, scope)
  compiler.node(argument(node), scope)
  storeValue(compiler, path)
  closeTrail(compiler, outer)
  loadValue(compiler, input)
  compiler.emit((machine) => {
    machine.at = node.at
    const steps = machine.frame.values[path] ?? null
    const value = getPath(machine.value, steps, machine)
    if (machine.trail !== undefined && isList(steps)) {
      checkIntact(machine.value, machine.trail)
      for (const key of steps) machine.trail = { key, value, parent: machine.trail }
    }
    machine.value = value
  })
}

function compileRange(compiler: Compiler, { args, at }: CallNode, scope: Scope): void {
  const slots = compileArguments(compiler, args, scope)
  compiler.emit((machine) => {
    machine.at = at
    const [from = null, to = null, step = null] = slots.map((slot): Value => machine.frame.values[slot] ?? null)
    for (const bound of [from, to, step]) {
      if (!isNumber(bound)) throw new Fault(`range cannot be applied to: ${described(bound)}`)
    }
    iterateRange(machine, from, to, step)
  })
}

/** The last output, without keeping those before it. */
function compileLast(compiler: Compiler, node: CallNode, scope: Scope): void {
  const [found, last] = [scope.valueSlot(), scope.valueSlot()]
  const end = compiler.label()
  compiler.emit(({ frame }) => {
    frame.values[found] = false
  })
  forkTo(compiler, end)
  compiler.node(argument(node), scope)
  compiler.emit((machine) => {
    machine.frame.values[last] = machine.value
    machine.frame.values[found] = true
    machine.backtrack()
  })
  compiler.place(end)
  compiler.emit((machine) => {
    if (machine.frame.values[found] === true) machine.value = machine.frame.values[last] ?? null
    else machine.backtrack()
  })
}

/** There is nobody to tell, unless the program itself defines `debug`. */
function compileDebug(compiler: Compiler, node: CallNode, scope: Scope): void {
  if (scope.findFunction('debug', 0) === undefined) throw notDefined(node)
  const end = compiler.label()
  forkTo(compiler, end)
  compiler.node(argument(node), scope)
  compiler.node({ kind: 'call', at: node.at, name: 'debug', args: [] }, scope)
  backtrack(compiler)
  compiler.place(end)
}
