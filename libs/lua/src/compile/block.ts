import type { LabelMark, Statement } from '../parse/ast.ts'
import type { Compiler } from './compiler.ts'
import { ended, jumped } from './completion.ts'
import { labelsOf } from './labels.ts'
import type { Execute } from './prototype.ts'

/** Compiles statements one after the other. */
export function compileBlock(statements: readonly Statement[], compiler: Compiler): Execute {
  const labels = labelsOf(statements)
  const steps = statements.filter((statement) => statement.kind !== 'label').map((each) => compiler.statement(each))
  if (labels.size > 0) return withLabels(steps, labels)
  const [a, b, c] = steps
  if (a === undefined) return () => ended
  if (b === undefined) return a
  if (c === undefined) return (frame) => a(frame) || b(frame)
  if (steps.length === 3) return (frame) => a(frame) || b(frame) || c(frame)
  return (frame) => {
    for (let at = 0; at < steps.length; at++) {
      const completion = steps[at]?.(frame) ?? ended
      if (completion !== ended) return completion
    }
    return ended
  }
}

function withLabels(steps: readonly Execute[], labels: ReadonlyMap<LabelMark, number>): Execute {
  return (frame) => {
    for (let at = 0; at < steps.length; at++) {
      const completion = steps[at]?.(frame) ?? ended
      if (completion === ended) continue
      const to = completion === jumped && frame.target !== undefined ? labels.get(frame.target) : undefined
      if (to === undefined) return completion
      // A jump back is a turn of a loop.
      frame.runtime.spend(1 + steps.length)
      at = to - 1
    }
    return ended
  }
}
