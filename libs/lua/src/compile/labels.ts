import type { LabelMark, Statement } from '../parse/ast.ts'

/** The labels of a block, each with how many statements that do something come before it. */
export function labelsOf(statements: readonly Statement[]): ReadonlyMap<LabelMark, number> {
  const labels = new Map<LabelMark, number>()
  let at = 0
  for (const statement of statements) {
    if (statement.kind === 'label') labels.set(statement.label, at)
    else at++
  }
  return labels
}
