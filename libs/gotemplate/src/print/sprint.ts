import type { Budget } from '../budget.ts'
import { canonical, floatText } from '@millrace/value'
import { Int, isIntKind } from '../value/int.ts'
import type { Value } from '../value/value.ts'
import { Printer } from './printer.ts'

/** Go's `%v`. */
export function textOf(value: Value, budget: Budget): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return floatText(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Int && isIntKind(value.type)) return String(value.value)
  const printer = new Printer(budget)
  printer.print(value, 'v')
  return canonical(printer.out)
}

/** Go's `fmt.Sprint`: blanks only between two that are not strings. */
export function sprint(args: readonly Value[], budget: Budget): string {
  let out = ''
  let afterText = true
  for (const arg of args) {
    const isText = typeof arg === 'string'
    if (!isText && !afterText) out += ' '
    const text = textOf(arg, budget)
    budget.work(text.length)
    out += text
    afterText = isText
  }
  return canonical(out)
}

/** Go's `fmt.Sprintln`: blanks between all, and a line feed. */
export function sprintln(args: readonly Value[], budget: Budget): string {
  const texts = args.map((arg) => textOf(arg, budget))
  const out = `${texts.join(' ')}\n`
  budget.work(out.length)
  return canonical(out)
}
