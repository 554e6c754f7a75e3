import { CompileFault } from '../error.ts'
import type { IfNode, Node, TryNode } from '../parse/node.ts'
import { Fault } from '../run/fault.ts'
import { resumeLabel, resumeTry, resumeTryExit } from '../run/resume.ts'
import { compileCondition } from './binary.ts'
import type { Compiler } from './compiler.ts'
import { backtrack, jumpUnless, loadValue, storeValue } from './emit.ts'
import { frameAt } from './frame-at.ts'
import type { Scope } from './scope.ts'

export function compileIf(compiler: Compiler, { branches, otherwise }: IfNode, scope: Scope): void {
  const input = scope.valueSlot()
  const end = compiler.label()
  storeValue(compiler, input)
  for (const { condition, result } of branches) {
    const next = compiler.label()
    compileCondition(compiler, condition, scope)
    jumpUnless(compiler, next)
    loadValue(compiler, input)
    compiler.node(result, scope)
    compiler.jump(end)
    compiler.place(next)
    loadValue(compiler, input)
  }
  if (otherwise !== undefined) compiler.node(otherwise, scope)
  compiler.place(end)
}

export function compileTry(compiler: Compiler, { body, handler }: TryNode, scope: Scope): void {
  const [caught, end] = [compiler.label(), compiler.label()]
  compiler.emit((machine) => {
    machine.fork(resumeTry, caught.pc)
  })
  compiler.node(body, scope)
  compiler.emit((machine) => {
    machine.fork(resumeTryExit, machine.pc)
  })
  compiler.jump(end)
  compiler.place(caught)
  if (handler === undefined) backtrack(compiler)
  else compiler.node(handler, scope)
  compiler.place(end)
}

export function compileLabel(compiler: Compiler, node: Extract<Node, { kind: 'label' }>, scope: Scope): void {
  const slot = scope.extraSlot()
  compiler.emit((machine) => {
    const label = {}
    machine.frame.extras[slot] = label
    machine.fork(resumeLabel, machine.pc, label)
  })
  compiler.node(node.body, scope.with({ kind: 'label', name: node.name, slot, level: scope.builder.level }))
}

export function compileBreak(compiler: Compiler, node: Extract<Node, { kind: 'break' }>, scope: Scope): void {
  const binding = scope.find('label', node.name)
  if (binding === undefined) throw new CompileFault('undefined', `label not defined: ${node.name}`, node.at)
  const { slot } = binding
  const hops = scope.hops(binding)
  const message = `label not defined: ${node.name}`
  compiler.emit((machine) => {
    // Only labels are put into such a slot.
    const label = frameAt(machine.frame, hops).extras[slot] as object
    machine.fault = new Fault(message, 'break', undefined, label)
    machine.backtrack()
  })
}
