import { CompileFault } from '../error.ts'
import type { Node } from '../parse/node.ts'
import { iterate } from '../run/iterate.ts'
import { compileAlternative, compileBinary, compileLogic } from './binary.ts'
import { compileCall } from './call.ts'
import type { Compiler } from './compiler.ts'
import { backtrack, forkTo, loadValue, setValue } from './emit.ts'
import { compileDefinitions } from './function.ts'
import { frameAt } from './frame-at.ts'
import { compileIndex, compileSlice } from './index-node.ts'
import { compileBreak, compileIf, compileLabel, compileTry } from './control.ts'
import { compileBind, compileForeach, compileReduce } from './loops.ts'
import { compileObject } from './object.ts'
import type { Scope } from './scope.ts'
import { compileSign } from './sign.ts'
import { compileUpdate, isUpdate } from './update.ts'

/**
 * The code of a node: it takes the machine's value and leaves an output there; coming back to the forks that it made
 * gives the next outputs. Where no path is wanted, a node that is a single value is calculated in one step.
 */
export function compileNode(compiler: Compiler, node: Node, scope: Scope): void {
  const pure = isTrivial(node) ? undefined : compiler.pure(node, scope)
  if (pure === undefined) {
    compileSteps(compiler, node, scope)
    return
  }
  const end = compiler.label()
  compiler.emit((machine) => {
    if (machine.trail !== undefined) return
    machine.value = pure(machine, machine.frame, machine.value)
    machine.pc = end.pc
  })
  compileSteps(compiler, node, scope)
  compiler.place(end)
}

/** One step anyway. */
function isTrivial(node: Node): boolean {
  return node.kind === 'identity' || node.kind === 'literal' || node.kind === 'variable'
}

function compileSteps(compiler: Compiler, node: Node, scope: Scope): void {
  switch (node.kind) {
    case 'identity':
      return
    case 'literal':
      return setValue(compiler, node.value)
    case 'variable':
      return compileVariable(compiler, node.name, node.at, scope)
    case 'index':
      return compileIndex(compiler, node, scope)
    case 'slice':
      return compileSlice(compiler, node, scope)
    case 'iterate':
      compiler.node(node.target, scope)
      return compiler.emit((machine) => {
        machine.at = node.at
        iterate(machine)
      })
    case 'call':
      return compileCall(compiler, node, scope)
    case 'object':
      return compileObject(compiler, node, scope)
    case 'array':
      return compileArray(compiler, node.body, scope)
    case 'sign':
      return compileSign(compiler, node, scope)
    case 'if':
      return compileIf(compiler, node, scope)
    case 'try':
      return compileTry(compiler, node, scope)
    case 'reduce':
      return compileReduce(compiler, node, scope)
    case 'foreach':
      return compileForeach(compiler, node, scope)
    case 'label':
      return compileLabel(compiler, node, scope)
    case 'break':
      return compileBreak(compiler, node, scope)
    case 'pipe':
      for (const stage of node.stages) compiler.node(stage, scope)
      return
    case 'comma':
      return compileComma(compiler, node.items, scope)
    case 'bind':
      return compileBind(compiler, node, scope)
    case 'binary':
      if (isUpdate(node.operator)) return compileUpdate(compiler, node, node.operator, scope)
      if (node.operator === '//') return compileAlternative(compiler, node, scope)
      if (node.operator === 'and' || node.operator === 'or') return compileLogic(compiler, node, scope)
      return compileBinary(compiler, node, node.operator, scope)
    case 'define':
      return compiler.node(node.body, compileDefinitions(compiler, node.definitions, scope))
    default:
      node satisfies never
  }
}

function compileVariable(compiler: Compiler, name: string, at: number, scope: Scope): void {
  const binding = scope.find('variable', name)
  if (binding === undefined) {
    if (name === '$ENV') return setValue(compiler, {})
    throw new CompileFault('undefined', `variable not defined: ${name}`, at)
  }
  const { slot } = binding
  const hops = scope.hops(binding)
  compiler.emit((machine) => {
    machine.value = frameAt(machine.frame, hops).values[slot] ?? null
  })
}

function compileComma(compiler: Compiler, items: readonly Node[], scope: Scope): void {
  const end = compiler.label()
  items.forEach((item, at) => {
    if (at === items.length - 1) {
      compiler.node(item, scope)
      return
    }
    const next = compiler.label()
    forkTo(compiler, next)
    compiler.node(item, scope)
    compiler.jump(end)
    compiler.place(next)
  })
  compiler.place(end)
}

function compileArray(compiler: Compiler, body: Node | undefined, scope: Scope): void {
  if (body === undefined) return setValue(compiler, [])
  const list = scope.valueSlot()
  const end = compiler.label()
  compiler.emit(({ frame }) => {
    frame.values[list] = []
  })
  forkTo(compiler, end)
  compiler.node(body, scope)
  compiler.emit((machine) => {
    machine.budget.items(1)
    // It was put there above, and nothing else has seen it.
    ;(machine.frame.values[list] as unknown[]).push(machine.value)
  })
  backtrack(compiler)
  compiler.place(end)
  loadValue(compiler, list)
}
