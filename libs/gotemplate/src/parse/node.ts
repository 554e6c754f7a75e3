import type { NumberLiteral } from './number-literal.ts'

/** The syntax tree. `at` is the UTF-16 offset that errors point to. */
export type Node = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode

export interface TextNode {
  readonly kind: 'text'
  readonly at: number
  readonly text: string
}

export interface ActionNode {
  readonly kind: 'action'
  readonly at: number
  readonly pipe: PipeNode
}

export interface BranchNode {
  readonly kind: 'if' | 'range' | 'with'
  readonly at: number
  readonly pipe: PipeNode
  readonly list: readonly Node[]
  readonly otherwise: readonly Node[] | undefined
}

export interface TemplateNode {
  readonly kind: 'template'
  readonly at: number
  readonly name: string
  readonly pipe: PipeNode | undefined
}

export interface JumpNode {
  readonly kind: 'break' | 'continue'
  readonly at: number
}

export interface PipeNode {
  readonly kind: 'pipe'
  readonly at: number
  readonly isAssign: boolean
  /** The names of the variables that get the value, with their `$`. */
  readonly variables: readonly string[]
  readonly commands: readonly CommandNode[]
}

export interface CommandNode {
  readonly kind: 'command'
  readonly at: number
  readonly args: readonly Operand[]
}

export type Operand =
  | { readonly kind: 'dot'; readonly at: number }
  | { readonly kind: 'nil'; readonly at: number }
  | { readonly kind: 'bool'; readonly at: number; readonly value: boolean }
  | { readonly kind: 'string'; readonly at: number; readonly text: string; readonly quoted: string }
  | { readonly kind: 'number'; readonly at: number; readonly text: string; readonly value: NumberLiteral }
  | { readonly kind: 'identifier'; readonly at: number; readonly name: string }
  | { readonly kind: 'field'; readonly at: number; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly at: number; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: 'chain'; readonly at: number; readonly base: Operand; readonly names: readonly string[] }
  | PipeNode

export type OperandOf<K extends Operand['kind']> = Extract<Operand, { readonly kind: K }>
