import type { Variable } from '../parse/ast.ts'
import type { Slot } from '../run/frame.ts'
import { Cell } from '../run/function.ts'
import type { Value } from '../value.ts'

/** Gives a variable that begins to exist its value. */
export function initialize(slots: Slot[], variable: Variable, value: Value): void {
  slots[variable.slot] = variable.isCaptured ? new Cell(value) : value
}
