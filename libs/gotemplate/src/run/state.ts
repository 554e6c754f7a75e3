import { Budget } from '../budget.ts'
import type { Context } from '../call/context.ts'
import { GoTemplateError } from '../error.ts'
import type { FaultCode } from '../fault.ts'
import type { CommandNode, Node, Operand } from '../parse/node.ts'
import { nodeText } from '../parse/node-text.ts'
import { placeOf } from '../parse/place.ts'
import type { Value } from '../value/value.ts'

export type MissingKey = 'default' | 'zero' | 'error'

/** How a node's end is to be taken: `break` and `continue` go up to their range. */
export type Outcome = 'done' | 'break' | 'continue'

export type Run = (state: State, dot: Value) => Outcome
export type Eval = (state: State, dot: Value) => Value

/** What stays the same during one execution. */
export interface Execution {
  readonly name: string
  readonly source: string
  readonly templates: ReadonlyMap<string, Run>
  readonly missingKey: MissingKey
  readonly context: Context
}

/** Where one execution is. */
export class State {
  readonly execution: Execution
  readonly context: Context
  readonly budget: Budget
  out = ''
  /** The node that errors point to. */
  at: Node | Operand | CommandNode | undefined
  /** The template that runs. */
  template: string
  depth = 0
  names: string[] = ['$']
  values: Value[]

  constructor(execution: Execution, data: Value) {
    this.execution = execution
    this.context = execution.context
    this.budget = execution.context.budget
    this.template = execution.name
    this.values = [data]
  }

  write(text: string): void {
    this.out += text
    this.budget.output(this.out.length)
  }

  push(name: string, value: Value): void {
    this.names.push(name)
    this.values.push(value)
  }

  mark(): number {
    return this.names.length
  }

  pop(mark: number): void {
    this.names.length = mark
    this.values.length = mark
  }

  assign(name: string, value: Value): void {
    const at = this.names.lastIndexOf(name)
    if (at < 0) this.fail(`undefined variable: ${name}`)
    this.values[at] = value
  }

  /** Sets the variable that was pushed as the `count`th from the last. */
  assignTop(count: number, value: Value): void {
    this.values[this.values.length - count] = value
  }

  valueOf(name: string): Value {
    const at = this.names.lastIndexOf(name)
    if (at < 0) this.fail(`undefined variable: ${name}`)
    return this.values[at]
  }

  fail(message: string, code: FaultCode = 'evaluation', cause?: unknown): never {
    const { name, source } = this.execution
    const options = cause === undefined ? undefined : { cause }
    const start = { line: 1, column: 0 }
    if (this.at === undefined) throw new GoTemplateError('exec', code, start, `template: ${name}: ${message}`, options)
    const place = placeOf(source, this.at.at)
    const where = `template: ${name}:${place.line}:${place.column}: executing "${this.template}" at <${shown(this.at)}>`
    throw new GoTemplateError('exec', code, place, `${where}: ${message}`, options)
  }
}

const shownMax = 200

function shown(node: Node | Operand | CommandNode): string {
  const text = nodeText(node)
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text
}
