import type { BindNode, LoopNode, Pattern } from '../parse/node.ts'
import { resumeAlternative } from '../run/resume.ts'
import type { Compiler } from './compiler.ts'
import { backtrack, closeTrail, forkTo, loadValue, openTrail, storeValue } from './emit.ts'
import { compilePattern, declare } from './pattern.ts'
import type { Scope } from './scope.ts'

export function compileReduce(compiler: Compiler, node: LoopNode, scope: Scope): void {
  const [input, state] = [scope.valueSlot(), scope.valueSlot()]
  const end = compiler.label()
  storeValue(compiler, input)
  compiler.node(node.start, scope)
  storeValue(compiler, state)
  loadValue(compiler, input)
  forkTo(compiler, end)
  compiler.node(node.source, scope)
  const inner = compileOnePattern(compiler, node.pattern, scope)
  loadValue(compiler, state)
  compiler.node(node.update, inner)
  storeValue(compiler, state)
  backtrack(compiler)
  compiler.place(end)
  loadValue(compiler, state)
}

export function compileForeach(compiler: Compiler, node: LoopNode, scope: Scope): void {
  const [input, state] = [scope.valueSlot(), scope.valueSlot()]
  storeValue(compiler, input)
  compiler.node(node.start, scope)
  storeValue(compiler, state)
  loadValue(compiler, input)
  compiler.node(node.source, scope)
  const inner = compileOnePattern(compiler, node.pattern, scope)
  loadValue(compiler, state)
  compiler.node(node.update, inner)
  storeValue(compiler, state)
  if (node.extract !== undefined) compiler.node(node.extract, inner)
}

function compileOnePattern(compiler: Compiler, pattern: Pattern, scope: Scope): Scope {
  const variables = new Map<string, number>()
  const inner = compilePattern(compiler, pattern, scope, variables)
  return declare(inner, variables)
}

/**
 * `source as pattern ?// pattern | body`. A fault of a pattern, of the body or of what comes after it has the next
 * pattern tried, all but the last one's.
 */
export function compileBind(compiler: Compiler, { source, patterns, body }: BindNode, scope: Scope): void {
  const input = scope.valueSlot()
  const variables = new Map<string, number>()
  const matched = compiler.label()
  storeValue(compiler, input)
  const trail = openTrail(compiler, scope)
  compiler.node(source, scope)
  let before: ReadonlySet<string> = new Set()
  patterns.forEach((pattern, at) => {
    const next = compiler.label()
    const isLast = at === patterns.length - 1
    if (!isLast) {
      compiler.emit((machine) => {
        machine.fork(resumeAlternative, next.pc)
      })
    }
    clear(
      compiler,
      [...before].map((name) => variables.get(name) ?? 0),
    )
    const own = new Set<string>()
    compilePattern(compiler, pattern, scope, variables, own)
    before = own
    if (!isLast) compiler.jump(matched)
    compiler.place(next)
  })
  compiler.place(matched)
  closeTrail(compiler, trail)
  loadValue(compiler, input)
  compiler.node(body, declare(scope, variables))
}

/** The variables of the pattern that was tried before are null for this one. */
function clear(compiler: Compiler, slots: readonly number[]): void {
  if (slots.length === 0) return
  compiler.emit(({ frame }) => {
    for (const slot of slots) frame.values[slot] = null
  })
}
