import type { FunctionNode } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import type { Results, Value } from '../value.ts'
import type { Completion } from './completion.ts'

/** A statement, ready to run. */
export type Execute = (frame: Frame) => Completion

/** A statement that runs in a coroutine: it gives what is yielded, and takes what the coroutine is resumed with. */
export type Steps<T> = Generator<Value[], T, Value[]>
export type ExecuteSteps = (frame: Frame) => Steps<Completion>

/** An expression, ready to run. */
export type Evaluate = (frame: Frame) => Value
/** An expression that may give any number of values. */
export type EvaluateResults = (frame: Frame) => Results
/** A list of expressions; it makes a new array. */
export type EvaluateList = (frame: Frame) => Value[]

export interface SteppedBody {
  readonly execute: ExecuteSteps
  readonly slotCount: number
}

/** A compiled function. It has no state but its second form, which is made when a coroutine first needs it. */
export class Prototype {
  readonly node: FunctionNode
  readonly chunkName: string
  readonly parameterCount: number
  readonly isVararg: boolean
  readonly slotCount: number
  readonly cost: number
  readonly body: Execute
  readonly #makeSteps: () => SteppedBody
  #steps: SteppedBody | undefined

  constructor(node: FunctionNode, chunkName: string, body: Execute, makeSteps: () => SteppedBody) {
    this.node = node
    this.chunkName = chunkName
    this.parameterCount = node.parameters.length
    this.isVararg = node.isVararg
    this.slotCount = node.slotCount
    this.cost = node.cost
    this.body = body
    this.#makeSteps = makeSteps
  }

  get steps(): SteppedBody {
    this.#steps ??= this.#makeSteps()
    return this.#steps
  }
}
