import { readFileSync } from 'node:fs'
import { ExprError, compile, decodeTagged, encodeTagged, run } from './index.ts'
import type { DialectName, Json, PlainMap } from './index.ts'

/** A line of a file of the originals' answers. */
export interface Answer {
  readonly id: string
  readonly lang?: string
  readonly category?: string
  readonly input: { readonly expr: string; readonly env: Json }
  readonly output?: Json
  readonly error?: { readonly stage: string }
}

export function readAnswers(file: URL): Answer[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  // The files' shape is what vectors/README.md says; the tests check what is relied on.
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer)
}

/** What this implementation says: `{ output }`, or `{ stage }`. With types of the env known, or not. */
export function answerTo({ expr, env }: Answer['input'], dialect: DialectName, isTyped: boolean): unknown {
  try {
    const decoded = decodeTagged(env) as PlainMap
    const program = compile(expr, isTyped ? { env: decoded, dialect } : { dialect })
    return { output: comparable(encodeTagged(run(program, decoded))) }
  } catch (error) {
    if (error instanceof ExprError) return { stage: error.stage }
    throw error
  }
}

export function expected({ output, error }: Answer): unknown {
  return error === undefined ? { output: comparable(output ?? null) } : { stage: error.stage }
}

/** Floats as numbers to 12 places, and the pairs of maps in one order. */
function comparable(json: Json): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return (json as readonly Json[]).map(comparable)
  const map = json as { readonly [key: string]: Json }
  const [key = '', ...more] = Object.keys(map)
  const value = map[key] ?? null
  if (more.length === 0 && key === '$float' && typeof value === 'string') return { float: floatOf(value) }
  if (more.length === 0 && key === '$map' && Array.isArray(value)) {
    return { map: (value as readonly Json[]).map((pair) => JSON.stringify(comparable(pair))).sort() }
  }
  const names = Object.keys(map).sort()
  return Object.fromEntries(names.map((name) => [name, comparable(map[name] ?? null)]))
}

function floatOf(text: string): string {
  const number = { NaN: Number.NaN, '+Inf': Infinity, '-Inf': -Infinity }[text] ?? Number(text)
  return Object.is(number, -0) ? '-0' : Number.isFinite(number) ? number.toPrecision(12) : String(number)
}
