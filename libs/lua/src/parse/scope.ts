import { localsMax } from '../limits.ts'
import type { Jump, LabelMark, UpvalueSource, Variable } from './ast.ts'

export type Resolved =
  | { readonly kind: 'local'; readonly variable: Variable }
  | { readonly kind: 'upvalue'; readonly index: number }
  | { readonly kind: 'global' }

interface Label {
  readonly mark: LabelMark
  readonly line: number
  /** How many variables are visible where it stands. */
  active: number
}

interface PendingGoto {
  readonly label: Jump
  readonly line: number
  active: number
}

interface Block {
  readonly firstVariable: number
  readonly isLoop: boolean
  readonly labels: Map<string, Label>
  readonly gotos: PendingGoto[]
}

export interface ScopeProblem {
  readonly message: string
  readonly line: number
}

/** What is visible in a function that is being read. */
export class FunctionScope {
  readonly parent: FunctionScope | undefined
  readonly isVararg: boolean
  readonly upvalues: UpvalueSource[] = []
  readonly upvalueNames: string[] = []
  slotCount = 0
  usesVararg = false
  readonly #active: Variable[] = []
  readonly #blocks: Block[] = []

  constructor(parent: FunctionScope | undefined, isVararg: boolean) {
    this.parent = parent
    this.isVararg = isVararg
  }

  get isFull(): boolean {
    return this.#active.length >= localsMax
  }

  get isInLoop(): boolean {
    return this.#blocks.some((block) => block.isLoop)
  }

  get activeCount(): number {
    return this.#active.length
  }

  enterBlock(isLoop = false): void {
    this.#blocks.push({ firstVariable: this.#active.length, isLoop, labels: new Map(), gotos: [] })
  }

  /** Gotos that found no label here look for it in the block around. */
  leaveBlock(): ScopeProblem | undefined {
    const block = this.#blocks.pop()
    if (block === undefined) return undefined
    this.#active.length = block.firstVariable
    const around = this.#blocks.at(-1)
    for (const pending of block.gotos) {
      if (around === undefined) {
        return {
          message: `no visible label '${pending.label.name}' for <goto> at line ${pending.line}`,
          line: pending.line,
        }
      }
      pending.active = Math.min(pending.active, block.firstVariable)
      const label = around.labels.get(pending.label.name)
      if (label === undefined) around.gotos.push(pending)
      else {
        const problem = this.#resolve(pending, label)
        if (problem !== undefined) return problem
      }
    }
    return undefined
  }

  declare(name: string): Variable {
    const variable = { name, slot: this.#active.length, isCaptured: false }
    this.#active.push(variable)
    this.slotCount = Math.max(this.slotCount, this.#active.length)
    return variable
  }

  resolve(name: string): Resolved {
    const variable = this.#find(name)
    if (variable !== undefined) return { kind: 'local', variable }
    const index = this.#upvalue(name)
    return index < 0 ? { kind: 'global' } : { kind: 'upvalue', index }
  }

  #find(name: string): Variable | undefined {
    for (let at = this.#active.length - 1; at >= 0; at--) {
      const variable = this.#active[at]
      if (variable?.name === name) return variable
    }
    return undefined
  }

  #upvalue(name: string): number {
    const known = this.upvalueNames.indexOf(name)
    if (known >= 0) return known
    const { parent } = this
    if (parent === undefined) return -1
    const variable = parent.#find(name)
    if (variable !== undefined) {
      variable.isCaptured = true
      this.upvalues.push({ from: 'variable', variable })
    } else {
      const index = parent.#upvalue(name)
      if (index < 0) return -1
      this.upvalues.push({ from: 'upvalue', index })
    }
    return this.upvalueNames.push(name) - 1
  }

  /** A label is the last of its block when nothing but labels follows: then no variable of the block is in its way. */
  label(name: string, line: number, isLast: boolean): LabelMark | ScopeProblem {
    const block = this.#blocks.at(-1)
    const old = block?.labels.get(name)
    if (block === undefined || old !== undefined) {
      return { message: `label '${name}' already defined on line ${old?.line ?? line}`, line }
    }
    const active = isLast ? block.firstVariable : this.#active.length
    const label: Label = { mark: { name }, line, active }
    block.labels.set(name, label)
    for (let at = block.gotos.length - 1; at >= 0; at--) {
      const pending = block.gotos[at]
      if (pending?.label.name !== name) continue
      block.gotos.splice(at, 1)
      const problem = this.#resolve(pending, label)
      if (problem !== undefined) return problem
    }
    return label.mark
  }

  /** The target is known at once for a jump back, and later for a jump ahead. */
  goto(name: string, line: number): Jump {
    const pending: PendingGoto = { label: { target: undefined, name }, line, active: this.#active.length }
    const block = this.#blocks.at(-1)
    const label = block?.labels.get(name)
    if (label !== undefined) pending.label.target = label.mark
    else block?.gotos.push(pending)
    return pending.label
  }

  #resolve(pending: PendingGoto, label: Label): ScopeProblem | undefined {
    if (pending.active < label.active) {
      const local = this.#active[label.active - 1]?.name ?? '?'
      const message = `<goto ${pending.label.name}> at line ${pending.line} jumps into the scope of local '${local}'`
      return { message, line: label.line }
    }
    pending.label.target = label.mark
    return undefined
  }
}
