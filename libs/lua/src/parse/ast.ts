/*
 * What the parser makes of a script. Names are resolved already: to a local variable of the same function, to one of a function
 * around it (an upvalue), or to a global. A line is where gopher-lua says that an operation happens.
 */

export interface Variable {
  readonly name: string
  /** Where it lives in its function's frame. */
  readonly slot: number
  /** Whether a function within refers to it: then a cell lives there. Known when the function has been read. */
  isCaptured: boolean
}

/** How a closure gets an upvalue when it is made: from a variable of the function around it, or from an upvalue of that. */
export type UpvalueSource =
  | { readonly from: 'variable'; readonly variable: Variable }
  | { readonly from: 'upvalue'; readonly index: number }

export interface FunctionNode {
  readonly kind: 'function'
  readonly line: number
  readonly name: string
  readonly parameters: readonly Variable[]
  readonly isVararg: boolean
  /** The table of extra arguments, which a vararg function has as long as it does not say `...`. */
  readonly argTable: Variable | undefined
  readonly argTableNeeded: boolean
  readonly body: readonly Statement[]
  readonly upvalues: readonly UpvalueSource[]
  readonly upvalueNames: readonly string[]
  readonly slotCount: number
  /** Steps of a call, without those of its loops. */
  readonly cost: number
  readonly lastLine: number
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '^' | '==' | '~=' | '<' | '>' | '<=' | '>='

export type TableItem =
  | { readonly kind: 'list'; readonly value: Expression }
  | { readonly kind: 'pair'; readonly key: Expression; readonly value: Expression }

export interface LocalNode {
  readonly kind: 'local'
  readonly variable: Variable
  readonly line: number
}

export interface UpvalueNode {
  readonly kind: 'upvalue'
  readonly index: number
  readonly name: string
  readonly line: number
}

export interface GlobalNode {
  readonly kind: 'global'
  readonly name: string
  readonly line: number
}

export interface IndexNode {
  readonly kind: 'index'
  readonly object: Expression
  readonly key: Expression
  readonly line: number
}

export interface CallNode {
  readonly kind: 'call'
  readonly callee: Expression
  readonly args: readonly Expression[]
  readonly line: number
}

export interface MethodNode {
  readonly kind: 'method'
  readonly receiver: Expression
  readonly name: string
  readonly args: readonly Expression[]
  readonly line: number
}

/** A value that an earlier step has left in the frame. The parser makes none; see `lower`. */
export interface TemporaryNode {
  readonly kind: 'temporary'
  readonly slot: number
  /** Whether it is all that a call gave. */
  readonly isList: boolean
  /** What it is the value of, when it is called. */
  readonly original?: Expression
  readonly line: number
}

export type Expression =
  | { readonly kind: 'nil'; readonly line: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly line: number }
  | { readonly kind: 'number'; readonly value: number; readonly line: number }
  | { readonly kind: 'string'; readonly value: string; readonly line: number }
  | { readonly kind: 'vararg'; readonly line: number }
  | LocalNode
  | UpvalueNode
  | GlobalNode
  | IndexNode
  | CallNode
  | MethodNode
  | TemporaryNode
  | FunctionNode
  | { readonly kind: 'table'; readonly items: readonly TableItem[]; readonly line: number }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
      readonly line: number
    }
  | {
      readonly kind: 'logical'
      readonly operator: 'and' | 'or'
      readonly left: Expression
      readonly right: Expression
      readonly line: number
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[]; readonly line: number }
  | { readonly kind: 'not' | 'negate' | 'length'; readonly operand: Expression; readonly line: number }
  /** Parentheses: of several values only the first. */
  | { readonly kind: 'single'; readonly operand: Expression; readonly line: number }

export type Target = LocalNode | UpvalueNode | GlobalNode | IndexNode

export interface Branch {
  readonly condition: Expression
  readonly body: readonly Statement[]
}

export type Statement =
  | { readonly kind: 'declare'; readonly variables: readonly Variable[]; readonly values: readonly Expression[] }
  /** `local function f`, and `local f = function`: the function sees itself. */
  | { readonly kind: 'declare-function'; readonly variable: Variable; readonly value: FunctionNode }
  | AssignNode
  | { readonly kind: 'run'; readonly call: CallNode | MethodNode }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: readonly Statement[] | undefined }
  | LoopNode
  | NumericForNode
  | GenericForNode
  | { readonly kind: 'return'; readonly values: readonly Expression[]; readonly line: number }
  | { readonly kind: 'break' }
  | { readonly kind: 'goto'; readonly jump: Jump }
  | { readonly kind: 'label'; readonly label: LabelMark }
  | LoweredStatement

export interface AssignNode {
  readonly kind: 'assign'
  readonly targets: readonly Target[]
  readonly values: readonly Expression[]
  /** The first slot that no variable has here. */
  readonly firstFree: number
}

export interface LoopNode {
  readonly kind: 'while' | 'repeat'
  readonly condition: Expression
  readonly body: readonly Statement[]
  /** Steps of a turn. */
  readonly cost: number
  /** What has to be done before the condition is looked at; see `lower`. */
  readonly before?: readonly Statement[]
}

export interface NumericForNode {
  readonly kind: 'numeric-for'
  readonly variable: Variable
  readonly start: Expression
  readonly limit: Expression
  readonly step: Expression | undefined
  readonly body: readonly Statement[]
  readonly cost: number
  readonly line: number
}

export interface GenericForNode {
  readonly kind: 'generic-for'
  readonly variables: readonly Variable[]
  /** Three slots: function, state and control. */
  readonly slot: number
  readonly values: readonly Expression[]
  readonly body: readonly Statement[]
  readonly cost: number
  readonly line: number
}

/** What `lower` puts before a statement whose expressions call functions. */
export type LoweredStatement =
  | { readonly kind: 'keep'; readonly slot: number; readonly value: Expression; readonly isList: boolean }
  | {
      readonly kind: 'call-into'
      readonly slot: number
      readonly call: CallNode | MethodNode
      readonly isList: boolean
    }
  | { readonly kind: 'when'; readonly slot: number; readonly isTruthy: boolean; readonly body: readonly Statement[] }
  | { readonly kind: 'tail-call'; readonly call: CallNode | MethodNode }

/** A place that `goto` jumps to. */
export interface LabelMark {
  readonly name: string
}

/** A `goto`; where it goes to is known when its function has been read. */
export interface Jump {
  readonly name: string
  target: LabelMark | undefined
}

/** Whether an expression at the end of a list gives all its values. */
export function isMultiple(node: Expression): boolean {
  if (node.kind === 'temporary') return node.isList
  return node.kind === 'call' || node.kind === 'method' || node.kind === 'vararg'
}
