import { compileScript } from '../compile/compile.ts'
import { CompileFault } from '../error.ts'
import { sourceBytesMax } from '../limits.ts'
import { parse } from '../parse/parse.ts'
import { call1 } from '../run/call.ts'
import { Closure } from '../run/function.ts'
import type { Runtime } from '../run/runtime.ts'
import { numberText } from '../text/number.ts'
import type { Results, Value } from '../value.ts'
import { checkFunction, checkString, optionalString } from './arguments.ts'

/** Steps for each byte of a script that a script compiles. */
const stepsPerByte = 24
const bytesPerByte = 32

/** A function of a text, or nil and what is wrong with it. */
function compileChunk(runtime: Runtime, source: string, chunkName: string): Results {
  runtime.spend(1500 + source.length * stepsPerByte)
  runtime.charge(source.length * bytesPerByte)
  try {
    const prototype = compileScript(parse(source, chunkName), chunkName)
    return new Closure(prototype, [], runtime.threadEnvironment)
  } catch (error) {
    if (error instanceof CompileFault) return [undefined, error.report]
    throw error
  }
}

export function loadString(runtime: Runtime, args: Value[]): Results {
  const source = checkString(runtime, args, 1)
  return compileChunk(runtime, source, optionalString(runtime, args, 2, '<string>'))
}

/** The text comes in pieces, until one is empty or nil. */
export function load(runtime: Runtime, args: Value[]): Results {
  const reader = checkFunction(runtime, args, 1)
  const chunkName = optionalString(runtime, args, 2, '?')
  const pieces: string[] = []
  let length = 0
  for (;;) {
    const piece = call1(runtime, reader, [])
    if (piece === undefined) break
    const text = typeof piece === 'number' ? numberText(piece) : piece
    if (typeof text !== 'string') return [undefined, 'reader function must return a string']
    if (text === '') break
    length += text.length
    if (length > sourceBytesMax) runtime.charge(runtime.limits.memoryBytes)
    pieces.push(text)
  }
  return compileChunk(runtime, pieces.join(''), chunkName)
}
