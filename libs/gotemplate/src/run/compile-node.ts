import type { ActionNode, BranchNode, Node, TemplateNode } from '../parse/node.ts'
import { nodeText } from '../parse/node-text.ts'
import { textOf } from '../print/sprint.ts'
import { Opaque } from '../value/opaque.ts'
import { isTrue } from '../value/truth.ts'
import { typeOf } from '../value/type-of.ts'
import { compilePipe } from './compile-pipe.ts'
import type { Functions } from './compile-pipe.ts'
import { eachRound } from './rounds.ts'
import type { Value } from '../value/value.ts'
import type { Run, State } from './state.ts'

/** Compiles the nodes of a template, or of a branch. */
export function compileNodes(functions: Functions, nodes: readonly Node[]): Run {
  const runs = nodes.map((node) => compileNode(functions, node))
  return (state, dot) => {
    for (const run of runs) {
      state.budget.step()
      const outcome = run(state, dot)
      if (outcome !== 'done') return outcome
    }
    return 'done'
  }
}

function compileNode(functions: Functions, node: Node): Run {
  switch (node.kind) {
    case 'text': {
      const { text } = node
      return (state) => {
        state.write(text)
        return 'done'
      }
    }
    case 'action':
      return compileAction(functions, node)
    case 'if':
    case 'with':
      return compileBranch(functions, node)
    case 'range':
      return compileRange(functions, node)
    case 'template':
      return compileTemplateCall(functions, node)
    case 'break':
      return () => 'break'
    case 'continue':
      return () => 'continue'
    default:
      return node satisfies never
  }
}

function compileAction(functions: Functions, node: ActionNode): Run {
  const evaluate = compilePipe(functions, node.pipe)
  const shows = node.pipe.variables.length === 0
  return (state, dot) => {
    state.at = node
    const value = evaluate(state, dot)
    if (!shows) return 'done'
    state.at = node
    if (value === undefined || value === null) state.write('<no value>')
    else if (value instanceof Opaque && value.kind === 'func') {
      state.fail(`can't print ${nodeText(node)} of type ${typeOf(value)}`)
    } else state.write(textOf(value, state.budget))
    return 'done'
  }
}

function compileBranch(functions: Functions, node: BranchNode): Run {
  const evaluate = compilePipe(functions, node.pipe)
  const list = compileNodes(functions, node.list)
  const otherwise = node.otherwise === undefined ? undefined : compileNodes(functions, node.otherwise)
  const setsDot = node.kind === 'with'
  return (state, dot) => {
    state.at = node
    const mark = state.mark()
    const value = evaluate(state, dot)
    const outcome = isTrue(value) ? list(state, setsDot ? value : dot) : (otherwise?.(state, dot) ?? 'done')
    state.pop(mark)
    return outcome
  }
}

function compileRange(functions: Functions, node: BranchNode): Run {
  const evaluate = compilePipe(functions, node.pipe)
  const list = compileNodes(functions, node.list)
  const otherwise = node.otherwise === undefined ? undefined : compileNodes(functions, node.otherwise)
  return (state, dot) => {
    state.at = node
    const outer = state.mark()
    const value = evaluate(state, dot)
    const mark = state.mark()
    const ran = eachRound(state, value, node.pipe.variables.length, (element, index) => {
      state.budget.step()
      setVariables(state, node, element, index)
      if (list(state, element) === 'break') return false
      state.pop(mark)
      return true
    })
    // A break in the else branch ends there, while a continue goes up to the range around.
    const outcome = ran ? 'done' : otherwise?.(state, dot)
    state.pop(outer)
    return outcome === 'continue' ? 'continue' : 'done'
  }
}

function setVariables(state: State, { pipe }: BranchNode, element: Value, index: Value): void {
  const [first, second] = pipe.variables
  if (first === undefined) return
  if (pipe.isAssign) {
    state.assign(first, second === undefined ? element : index)
    if (second !== undefined) state.assign(second, element)
    return
  }
  state.assignTop(1, element)
  if (second !== undefined) state.assignTop(2, index)
}

function compileTemplateCall(functions: Functions, node: TemplateNode): Run {
  const evaluate = node.pipe === undefined ? undefined : compilePipe(functions, node.pipe)
  return (state, dot) => {
    state.at = node
    const run = state.execution.templates.get(node.name)
    if (run === undefined) return state.fail(`template ${JSON.stringify(node.name)} not defined`)
    state.budget.depth(state.depth + 1)
    const inner = evaluate?.(state, dot)
    // A template sees none of the caller's variables.
    const { names, values, template } = state
    state.names = ['$']
    state.values = [inner]
    state.template = node.name
    state.depth++
    run(state, inner)
    state.depth--
    state.names = names
    state.values = values
    state.template = template
    return 'done'
  }
}
