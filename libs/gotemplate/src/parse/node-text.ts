import { quote } from '../text/quote.ts'
import type { CommandNode, Node, Operand, PipeNode } from './node.ts'

/** The node as the original writes it in its errors. */
export function nodeText(node: Node | Operand | CommandNode): string {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'action':
      return `{{${nodeText(node.pipe)}}}`
    case 'if':
    case 'range':
    case 'with': {
      const otherwise = node.otherwise === undefined ? '' : `{{else}}${node.otherwise.map(nodeText).join('')}`
      return `{{${node.kind} ${nodeText(node.pipe)}}}${node.list.map(nodeText).join('')}${otherwise}{{end}}`
    }
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${nodeText(node.pipe)}`}}}`
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`
    case 'pipe':
      return pipeText(node)
    case 'command':
      return node.args.map(argText).join(' ')
    case 'dot':
    case 'nil':
    case 'bool':
    case 'string':
    case 'number':
    case 'identifier':
    case 'field':
    case 'variable':
    case 'chain':
      return operandText(node)
    default:
      return node satisfies never
  }
}

function pipeText({ variables, isAssign, commands }: PipeNode): string {
  const targets = variables.length === 0 ? '' : `${variables.join(', ')} ${isAssign ? '=' : ':='} `
  return targets + commands.map(nodeText).join(' | ')
}

function argText(node: Operand): string {
  return node.kind === 'pipe' ? `(${pipeText(node)})` : nodeText(node)
}

function operandText(node: Exclude<Operand, PipeNode>): string {
  switch (node.kind) {
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'bool':
      return String(node.value)
    case 'string':
      return node.quoted
    case 'number':
      return node.text
    case 'identifier':
      return node.name
    case 'field':
      return node.names.map((name) => `.${name}`).join('')
    case 'variable':
      return [node.name, ...node.names].join('.')
    case 'chain':
      return argText(node.base) + node.names.map((name) => `.${name}`).join('')
    default:
      return node satisfies never
  }
}
