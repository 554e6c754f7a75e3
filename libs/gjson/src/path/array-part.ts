import { afterDot } from './object-part.ts'
import { newPath, newStep } from './path.ts'
import { readQuery } from './query-syntax.ts'
import { splitAtPipe } from './split-pipe.ts'
import { wrappedDigits } from '../text/number-text.ts'
import type { ArrayPart, Path, Query, Step } from './path.ts'

/** The step's first component as an array reads it; read on first use. */
export function arrayPartOf(step: Step): ArrayPart {
  return (step.array ??= readArrayPart(step.text))
}

function readArrayPart(text: string): ArrayPart {
  if (text.startsWith('#.')) {
    const [each, pipe] = splitAtPipe(text.slice(2)) ?? [text.slice(2), undefined]
    return { kind: 'project', each: newPath(each), pipe: optionalPath(pipe) }
  }
  if (text.startsWith('#(') || text.startsWith('#[')) return readQueryPart(text)
  const end = text.search(/[.|]/)
  const part = end < 0 ? text : text.slice(0, end)
  const rest = text.slice(part.length + 1)
  const pipe = text.charAt(part.length) === '|' ? newPath(rest) : undefined
  if (part === '#') return { kind: 'count', pipe }
  // A `#` anywhere else fits no element, and takes from the dot its second meaning.
  if (part.includes('#')) return { kind: 'index', index: -1, next: end < 0 ? undefined : newStep(rest), pipe }
  const after = text.charAt(part.length) === '.' ? afterDot(rest) : { next: undefined, pipe }
  return { kind: 'index', index: indexOf(part), ...after }
}

function readQueryPart(text: string): ArrayPart {
  const read = readQuery(text)
  // The original takes a query that does not end for one that every scalar passes.
  if (read === undefined) return queryPart({ path: newPath(''), operator: '', value: '', all: false })
  const all = text.charAt(read.length) === '#'
  const query: Query = { path: newPath(read.path), operator: read.operator, value: read.value, all }
  const end = text.slice(read.length).search(/[.|]/)
  if (end < 0) return queryPart(query)
  const rest = text.slice(read.length + end + 1)
  if (text.charAt(read.length + end) === '|') return { ...queryPart(query), pipe: newPath(rest) }
  const [each, eachPipe] = splitAtPipe(rest) ?? [rest, undefined]
  return { ...queryPart(query), each: newPath(each), eachPipe: optionalPath(eachPipe) }
}

function queryPart(query: Query): ArrayPart & { kind: 'query' } {
  return { kind: 'query', query, each: undefined, eachPipe: undefined, pipe: undefined }
}

function optionalPath(text: string | undefined): Path | undefined {
  return text === undefined ? undefined : newPath(text)
}

/** The index as the original's 64-bit integers hold it; -1 for what is none. */
function indexOf(part: string): number {
  const index = wrappedDigits(part)
  return index === undefined ? -1 : Number(BigInt.asIntN(64, index))
}
