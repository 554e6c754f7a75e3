import type { GenericForNode, LoopNode, NumericForNode, Variable } from '../parse/ast.ts'
import { call } from '../run/call.ts'
import type { Frame, Site } from '../run/frame.ts'
import { chargeWay, ipairsIterator, pairsIterator } from '../lib/iterators.ts'
import { keyAt, placeAfter, placeFrom, valueAt } from '../run/next.ts'
import { Table } from '../run/table.ts'
import { isTruthy } from '../value.ts'
import type { Results, Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import type { Completion } from './completion.ts'
import { broken, ended } from './completion.ts'
import { initialize } from './initialize.ts'
import type { Execute } from './prototype.ts'
import { operationAt } from './site.ts'

/** `while` and `repeat`. */
export function compileLoop(node: LoopNode, compiler: Compiler): Execute {
  const { cost } = node
  const condition = compiler.expression(node.condition)
  const body = compiler.block(node.body)
  if (node.kind === 'while') {
    return (frame) => {
      while (isTruthy(condition(frame))) {
        frame.runtime.spend(cost)
        const completion = body(frame)
        if (completion !== ended) return afterLoop(completion)
      }
      return ended
    }
  }
  return (frame) => {
    do {
      frame.runtime.spend(cost)
      const completion = body(frame)
      if (completion !== ended) return afterLoop(completion)
    } while (!isTruthy(condition(frame)))
    return ended
  }
}

/** How a loop ends whose body has not just ended. */
export function afterLoop(completion: Completion): Completion {
  return completion === broken ? ended : completion
}

export interface Range {
  index: number
  readonly limit: number
  readonly step: number
}

/** The range of a numeric loop, before its first turn. */
export function rangeOf(frame: Frame, site: Site, start: Value, limit: Value, step: Value): Range {
  frame.site = site
  const problem = (what: string): unknown => frame.runtime.raise(`for statement ${what} must be a number`)
  if (typeof start !== 'number') throw problem('init')
  if (typeof step !== 'number') throw problem('step')
  if (typeof limit !== 'number') throw problem('limit')
  // gopher-lua takes the step off first and adds it again, which rounds.
  return { index: start - step, limit, step }
}

/** Moves on; whether there is another turn. */
export function advance(range: Range): boolean {
  range.index += range.step
  return range.step > 0 ? range.index <= range.limit : range.index >= range.limit
}

export function compileNumericFor(node: NumericForNode, compiler: Compiler): Execute {
  const { variable, cost } = node
  const site = operationAt(node.line)
  const start = compiler.expression(node.start)
  const limit = compiler.expression(node.limit)
  const step = node.step === undefined ? () => 1 : compiler.expression(node.step)
  const body = compiler.block(node.body)
  return (frame) => {
    const range = rangeOf(frame, site, start(frame), limit(frame), step(frame))
    while (advance(range)) {
      frame.runtime.spend(cost)
      initialize(frame.slots, variable, range.index)
      const completion = body(frame)
      if (completion !== ended) return afterLoop(completion)
    }
    return ended
  }
}

export function compileGenericFor(node: GenericForNode, compiler: Compiler): Execute {
  const { variables, cost } = node
  const site: Site = { line: node.line, name: '(anonymous)' }
  const list = compiler.list(node.values)
  const body = compiler.block(node.body)
  return (frame) => {
    const [iterator, state, initial] = list(frame)
    if (iterator === pairsIterator && state instanceof Table) {
      return overTable(frame, state, initial, variables, body, cost)
    }
    if (iterator === ipairsIterator && state instanceof Table && initial === 0) {
      return overArray(frame, state, variables, body, cost)
    }
    let control = initial
    for (;;) {
      frame.runtime.spend(cost)
      frame.site = site
      const results = call(frame.runtime, iterator, [state, control])
      control = bind(frame, variables, results)
      if (control === undefined) return ended
      const completion = body(frame)
      if (completion !== ended) return afterLoop(completion)
    }
  }
}

/** Gives a turn's variables their values; gives the first, which is nil at the end. */
export function bind(frame: Frame, variables: readonly Variable[], results: Results): Value {
  const isList = Array.isArray(results)
  const control = isList ? results[0] : results
  if (control === undefined) return undefined
  for (let at = 0; at < variables.length; at++) {
    const variable = variables[at]
    if (variable !== undefined) initialize(frame.slots, variable, isList ? results[at] : at === 0 ? results : undefined)
  }
  return control
}

/** What `ipairs` gives, without calling its function. */
function overArray(
  frame: Frame,
  table: Table,
  [indexVariable, valueVariable, ...rest]: readonly Variable[],
  body: Execute,
  cost: number,
): Completion {
  const { slots, runtime } = frame
  if (table.filler !== undefined) table.fill()
  for (let index = 1; ; index++) {
    runtime.spend(cost)
    const value = table.array[index - 1]
    if (value === undefined) return ended
    if (indexVariable !== undefined) initialize(slots, indexVariable, index)
    if (valueVariable !== undefined) initialize(slots, valueVariable, value)
    for (const variable of rest) initialize(slots, variable, undefined)
    const completion = body(frame)
    if (completion !== ended) return afterLoop(completion)
  }
}

/** What `pairs` gives, without calling its function. */
function overTable(
  frame: Frame,
  table: Table,
  initial: Value,
  [keyVariable, valueVariable, ...rest]: readonly Variable[],
  body: Execute,
  cost: number,
): Completion {
  const { slots, runtime } = frame
  for (let place = placeAfter(table, initial); place >= 0;) {
    runtime.spend(cost)
    const size = table.array.length
    const key = keyAt(table, place)
    if (keyVariable !== undefined) initialize(slots, keyVariable, key)
    if (valueVariable !== undefined) initialize(slots, valueVariable, valueAt(table, place))
    for (const variable of rest) initialize(slots, variable, undefined)
    const completion = body(frame)
    if (completion !== ended) return afterLoop(completion)
    // When the body has made the array longer or shorter, places have moved.
    if (table.array.length === size) {
      const before = place + 1
      place = placeFrom(table, before)
      chargeWay(runtime, table, before, place)
    } else place = placeAfter(table, key)
  }
  return ended
}
