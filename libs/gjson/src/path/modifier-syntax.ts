import { enclosed } from './enclosed.ts'

const names = [
  'pretty',
  'ugly',
  'reverse',
  'this',
  'flatten',
  'join',
  'valid',
  'keys',
  'values',
  'tostr',
  'fromstr',
  'group',
  'dig',
] as const
export type ModifierName = (typeof names)[number]

export interface ModifierCall {
  readonly name: ModifierName
  readonly argument: string
  /** The path after it, its `.` or `|` included. */
  readonly rest: string
}

/** Reads `@name:argument` at the start of a path; undefined when it names no modifier. */
export function readModifier(path: string): ModifierCall | undefined {
  const [, word = ''] = /^@([^:|.]*)/.exec(path) ?? []
  const name = names.find((known) => known === word)
  if (name === undefined) return undefined
  const rest = path.slice(1 + word.length)
  if (!rest.startsWith(':')) return { name, argument: '', rest }
  const argument = argumentOf(rest.slice(1))
  return { name, argument, rest: rest.slice(1 + argument.length) }
}

/** Whether a `.` before this text acts as a pipe: a modifier or a multipath follows. */
export function actsAsPipe(text: string): boolean {
  if (text.startsWith('[') || text.startsWith('{')) return true
  return text.startsWith('@') && readModifier(text) !== undefined
}

/** A JSON argument ends with its bracket or quote, another one before the next `|` outside of brackets and quotes. */
function argumentOf(text: string): string {
  if (/^[{["]/.test(text)) return enclosed(text)
  let i = 0
  while (i < text.length && text.charAt(i) !== '|') {
    i += /^[{["(]/.test(text.charAt(i)) ? enclosed(text.slice(i)).length : 1
  }
  return text.slice(0, i)
}
