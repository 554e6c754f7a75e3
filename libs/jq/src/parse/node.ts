import type { Value } from '../value/value.ts'

/** A part of a program. `at` is where it begins, or where its operator stands, in UTF-16 units of the source. */
export type Node =
  | { readonly kind: 'identity'; readonly at: number }
  | { readonly kind: 'literal'; readonly at: number; readonly value: Value }
  | IndexNode
  | SliceNode
  | IterateNode
  | CallNode
  | { readonly kind: 'variable'; readonly at: number; readonly name: string }
  | ObjectNode
  | { readonly kind: 'array'; readonly at: number; readonly body: Node | undefined }
  | { readonly kind: 'sign'; readonly at: number; readonly negates: boolean; readonly operand: Node }
  | IfNode
  | TryNode
  | LoopNode
  | { readonly kind: 'label'; readonly at: number; readonly name: string; readonly body: Node }
  | { readonly kind: 'break'; readonly at: number; readonly name: string }
  | { readonly kind: 'pipe'; readonly at: number; readonly stages: readonly Node[] }
  | { readonly kind: 'comma'; readonly at: number; readonly items: readonly Node[] }
  | BindNode
  | BinaryNode
  | DefineNode

/** `isSuffix`: it follows a term, and does not begin with its own dot. */
export interface IndexNode {
  readonly kind: 'index'
  readonly at: number
  readonly target: Node
  readonly key: Node
  readonly isSuffix: boolean
}

export interface SliceNode {
  readonly kind: 'slice'
  readonly at: number
  readonly target: Node
  readonly from: Node | undefined
  readonly to: Node | undefined
  readonly isSuffix: boolean
}

export interface IterateNode {
  readonly kind: 'iterate'
  readonly at: number
  readonly target: Node
}

export interface CallNode {
  readonly kind: 'call'
  readonly at: number
  readonly name: string
  readonly args: readonly Node[]
}

export interface ObjectNode {
  readonly kind: 'object'
  readonly at: number
  readonly entries: readonly Entry[]
}

/** Without a value it is the member of the input that the key names. */
export interface Entry {
  readonly key: Node
  readonly value: Node | undefined
}

export interface IfNode {
  readonly kind: 'if'
  readonly at: number
  readonly branches: readonly Branch[]
  readonly otherwise: Node | undefined
}

export interface Branch {
  readonly condition: Node
  readonly result: Node
}

export interface TryNode {
  readonly kind: 'try'
  readonly at: number
  readonly body: Node
  readonly handler: Node | undefined
}

export interface LoopNode {
  readonly kind: 'reduce' | 'foreach'
  readonly at: number
  readonly source: Node
  readonly pattern: Pattern
  readonly start: Node
  readonly update: Node
  readonly extract: Node | undefined
}

export interface BindNode {
  readonly kind: 'bind'
  readonly at: number
  readonly source: Node
  readonly patterns: readonly Pattern[]
  readonly body: Node
}

export type CalculatingOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>='
export type UpdateOperator = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//='
export type BinaryOperator = CalculatingOperator | 'and' | 'or' | '//' | UpdateOperator

export interface BinaryNode {
  readonly kind: 'binary'
  readonly at: number
  readonly operator: BinaryOperator
  readonly left: Node
  readonly right: Node
}

export interface DefineNode {
  readonly kind: 'define'
  readonly at: number
  readonly definitions: readonly Definition[]
  readonly body: Node
}

export interface Definition {
  readonly at: number
  readonly name: string
  /** As written: `f`, or `$x` for one that is a value. */
  readonly params: readonly string[]
  readonly body: Node
}

export type Pattern =
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'items'; readonly at: number; readonly items: readonly Pattern[] }
  | { readonly kind: 'members'; readonly at: number; readonly members: readonly MemberPattern[] }

/** `{$name}` and `{$name: pattern}` have a name besides the key. */
export interface MemberPattern {
  readonly key: Node
  readonly name: string | undefined
  readonly value: Pattern | undefined
}
