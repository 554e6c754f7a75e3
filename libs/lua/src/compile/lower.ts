import { isMultiple } from '../parse/ast.ts'
import type { CallNode, Expression, MethodNode, Statement, TableItem, Target, TemporaryNode } from '../parse/ast.ts'
import { mayCall } from './may-call.ts'

export interface Lowered {
  readonly body: readonly Statement[]
  readonly slotCount: number
}

/**
 * Takes the calls out of the expressions of a function's body and makes each a step of its own that leaves what it gives in a slot.
 * What is left of the expressions calls nothing, so only steps and what contains them can be where a coroutine yields.
 */
export function lowerBody(body: readonly Statement[], slotCount: number): Lowered {
  const lowering = new Lowering(slotCount)
  return { body: lowering.block(body), slotCount: lowering.slotCount }
}

class Lowering {
  slotCount: number

  constructor(slotCount: number) {
    this.slotCount = slotCount
  }

  block(statements: readonly Statement[]): Statement[] {
    const out: Statement[] = []
    for (const statement of statements) this.#statement(statement, out)
    return out
  }

  #statement(node: Statement, out: Statement[]): void {
    switch (node.kind) {
      case 'declare':
        out.push({ ...node, values: this.#list(node.values, out) })
        return
      case 'assign':
        this.#assign(node, out)
        return
      case 'run':
        out.push({ kind: 'call-into', slot: this.#slot(), call: this.#callParts(node.call, out), isList: true })
        return
      case 'block':
        out.push({ kind: 'block', body: this.block(node.body) })
        return
      case 'if':
        this.#if(node, 0, out)
        return
      case 'while':
      case 'repeat': {
        const before: Statement[] = []
        const body = this.block(node.body)
        const condition = this.#expression(node.condition, before)
        out.push({ ...node, before, condition, body })
        return
      }
      case 'numeric-for': {
        const { step } = node
        const nodes = step === undefined ? [node.start, node.limit] : [node.start, node.limit, step]
        const [start, limit, lowered] = this.#singles(nodes, out)
        if (start !== undefined && limit !== undefined) {
          out.push({ ...node, start, limit, step: lowered, body: this.block(node.body) })
        }
        return
      }
      case 'generic-for':
        out.push({ ...node, values: this.#list(node.values, out), body: this.block(node.body) })
        return
      case 'return':
        this.#return(node, out)
        return
      case 'declare-function':
      case 'break':
      case 'goto':
      case 'label':
      case 'keep':
      case 'call-into':
      case 'when':
      case 'tail-call':
        out.push(node)
    }
  }

  #return(node: Extract<Statement, { kind: 'return' }>, out: Statement[]): void {
    const [value] = node.values
    if (node.values.length === 1 && (value?.kind === 'call' || value?.kind === 'method')) {
      out.push({ kind: 'tail-call', call: this.#callParts(value, out) })
    } else out.push({ ...node, values: this.#list(node.values, out) })
  }

  #assign(node: Extract<Statement, { kind: 'assign' }>, out: Statement[]): void {
    if (!node.values.some(mayCall) && !node.targets.some(mayCall)) {
      out.push(node)
      return
    }
    const targets = node.targets.map((target): Target => {
      if (target.kind !== 'index') return target
      const { object, key } = target
      const kept = object.kind === 'local' ? object : this.#keep(this.#expression(object, out), out)
      return { ...target, object: kept, key: this.#keep(this.#expression(key, out), out) }
    })
    out.push({ ...node, targets, values: this.#list(node.values, out) })
  }

  #if(node: Extract<Statement, { kind: 'if' }>, at: number, out: Statement[]): void {
    const branch = node.branches[at]
    if (branch === undefined) {
      if (node.otherwise !== undefined) out.push({ kind: 'block', body: this.block(node.otherwise) })
      return
    }
    const condition = this.#expression(branch.condition, out)
    const body = this.block(branch.body)
    const otherwise: Statement[] = []
    this.#if(node, at + 1, otherwise)
    out.push({ kind: 'if', branches: [{ condition, body }], otherwise })
  }

  #slot(): number {
    return this.slotCount++
  }

  /** The same expressions without calls. What comes before a call is kept, so that it happens before. */
  #list(nodes: readonly Expression[], out: Statement[]): Expression[] {
    const lastCall = nodes.findLastIndex((node) => mayCall(node))
    return nodes.map((node, at) => {
      if (at === nodes.length - 1 && isMultiple(node)) return this.#multiple(node, out)
      const lowered = this.#expression(node, out)
      return at < lastCall ? this.#keep(lowered, out) : lowered
    })
  }

  #singles(nodes: readonly Expression[], out: Statement[]): Expression[] {
    return nodes.map((node) => (mayCall(node) ? this.#expression(node, out) : this.#keep(node, out)))
  }

  #multiple(node: Expression, out: Statement[]): Expression {
    if (node.kind !== 'call' && node.kind !== 'method') return node
    const slot = this.#slot()
    out.push({ kind: 'call-into', slot, call: this.#callParts(node, out), isList: true })
    return { kind: 'temporary', slot, isList: true, line: node.line }
  }

  /** Keeps a value in a slot, unless nothing can change it. */
  #keep(node: Expression, out: Statement[]): Expression {
    if (['nil', 'boolean', 'number', 'string', 'temporary', 'function', 'vararg'].includes(node.kind)) return node
    const slot = this.#slot()
    out.push({ kind: 'keep', slot, value: node, isList: false })
    return this.#temporary(slot, node.line)
  }

  #temporary(slot: number, line: number): TemporaryNode {
    return { kind: 'temporary', slot, isList: false, line }
  }

  /** The call itself stays a call of what is known. */
  #callParts(node: CallNode | MethodNode, out: Statement[]): CallNode | MethodNode {
    if (node.kind === 'call') {
      const [callee, ...args] = this.#list([node.callee, ...node.args], out)
      return callee === undefined ? node : { ...node, callee: named(callee, node.callee), args }
    }
    const [receiver, ...args] = this.#list([node.receiver, ...node.args], out)
    return receiver === undefined ? node : { ...node, receiver, args }
  }

  #expression(node: Expression, out: Statement[]): Expression {
    if (!mayCall(node)) return node
    switch (node.kind) {
      case 'call':
      case 'method': {
        const slot = this.#slot()
        out.push({ kind: 'call-into', slot, call: this.#callParts(node, out), isList: false })
        return this.#temporary(slot, node.line)
      }
      case 'index': {
        const [object, key] = this.#pair(node.object, node.key, out)
        return { ...node, object, key }
      }
      case 'binary': {
        const [left, right] = this.#pair(node.left, node.right, out)
        return { ...node, left, right }
      }
      case 'logical':
        return this.#logical(node, out)
      case 'concat':
        return { ...node, parts: this.#list(node.parts, out) }
      case 'not':
      case 'negate':
      case 'length':
      case 'single':
        return { ...node, operand: this.#expression(node.operand, out) }
      case 'table':
        return { ...node, items: this.#items(node.items, out) }
      case 'nil':
      case 'boolean':
      case 'number':
      case 'string':
      case 'vararg':
      case 'local':
      case 'upvalue':
      case 'global':
      case 'function':
      case 'temporary':
        return node
      default:
        return node satisfies never
    }
  }

  /** A local variable is looked at when both are known, anything else before the second is. */
  #pair(first: Expression, second: Expression, out: Statement[]): [Expression, Expression] {
    const a = this.#expression(first, out)
    const kept = mayCall(second) && a.kind !== 'local' ? this.#keep(a, out) : a
    return [kept, this.#expression(second, out)]
  }

  /** The second operand's steps happen only when they are needed. */
  #logical(node: Extract<Expression, { kind: 'logical' }>, out: Statement[]): Expression {
    const left = this.#expression(node.left, out)
    if (!mayCall(node.right)) return { ...node, left }
    const slot = this.#slot()
    out.push({ kind: 'keep', slot, value: left, isList: false })
    const body: Statement[] = []
    const right = this.#expression(node.right, body)
    body.push({ kind: 'keep', slot, value: right, isList: false })
    out.push({ kind: 'when', slot, isTruthy: node.operator === 'and', body })
    return this.#temporary(slot, node.line)
  }

  #items(items: readonly TableItem[], out: Statement[]): TableItem[] {
    return items.map((item, at) => {
      if (item.kind === 'pair') {
        const key = this.#keep(this.#expression(item.key, out), out)
        return { ...item, key, value: this.#keep(this.#expression(item.value, out), out) }
      }
      if (at === items.length - 1 && isMultiple(item.value)) return { ...item, value: this.#multiple(item.value, out) }
      return { ...item, value: this.#keep(this.#expression(item.value, out), out) }
    })
  }
}

/** A callee that has been kept still has its name, for messages. */
function named(kept: Expression, original: Expression): Expression {
  if (kept.kind !== 'temporary') return kept
  return { ...kept, original }
}
