import { arrayPartOf } from '../path/array-part.ts'
import { checkDepth } from '../error.ts'
import { nextValue } from '../results/members.ts'
import { built, slice } from '../results/result.ts'
import { kindAt, kinds, typeOf } from '../text/kind.ts'
import { valueEnd } from '../text/scan.ts'
import { queryElement, startMatches } from './walk-query.ts'
import { hit, lookIn, take } from './walk.ts'
import type { ArrayPart, Step } from '../path/path.ts'
import type { Kind } from '../text/kind.ts'
import type { Walk } from './walk.ts'

/** Finds the element, the elements or the number that the step asks for. The end of the text closes the array too. */
export function walkArray(walk: Walk, from: number, step: Step, depth: number): number {
  checkDepth(depth)
  const part = arrayPartOf(step)
  if (part.pipe !== undefined && part.kind !== 'project') walk.pipe = part.pipe
  switch (part.kind) {
    case 'index':
      return walkToIndex(walk, from, part, depth)
    case 'count':
      return count(walk, from)
    case 'project':
      return project(walk, from, part, depth)
    case 'query':
      return query(walk, from, part, depth)
    default:
      return part satisfies never
  }
}

function walkToIndex(walk: Walk, from: number, part: ArrayPart & { kind: 'index' }, depth: number): number {
  const { json } = walk
  let i = from
  for (let index = 0; ; index++) {
    if (i > json.length) return i
    i = elementStart(json, i)
    const kind = kindOrEnd(json, i)
    if (kind === kinds.end) return i + 1
    const matched = index === part.index
    if (matched && part.next !== undefined && (kind === kinds.object || kind === kinds.array)) {
      const walker = kind === kinds.object ? walk.walkers.object : walk.walkers.array
      i = walker(walk, i + 1, part.next, depth + 1)
      if (i === hit) return hit
    } else {
      const end = valueEnd(json, i, kind)
      if (end < 0) return json.length
      if (matched && part.next === undefined) {
        take(walk, kind, i, end)
        return hit
      }
      i = end
    }
  }
}

function count(walk: Walk, from: number): number {
  const { json } = walk
  let i = from
  for (let elements = 0; ; elements++) {
    if (i > json.length) return i
    i = elementStart(json, i)
    const kind = kindOrEnd(json, i)
    if (kind === kinds.end) {
      walk.value = { ...built(String(elements), walk.value.indexes), type: 'Number' }
      return hit
    }
    i = valueEnd(json, i, kind)
    if (i < 0) return json.length
  }
}

function project(walk: Walk, from: number, part: ArrayPart & { kind: 'project' }, depth: number): number {
  const { json } = walk
  const starts: number[] = []
  let i = from
  for (;;) {
    starts.push(i)
    if (i > json.length) return i
    i = elementStart(json, i)
    const kind = kindOrEnd(json, i)
    if (kind === kinds.end) break
    i = valueEnd(json, i, kind)
    if (i < 0) return json.length
  }
  if (part.pipe !== undefined) walk.pipe = part.pipe
  const raws: string[] = []
  const indexes: number[] = []
  for (const start of starts) {
    if (atArrayEnd(json, start)) continue
    const element = nextValue(json, start)
    if (element === undefined) continue
    const found = lookIn(element, part.each, depth + 1, walk.walkers.look)
    if (!found.exists) continue
    raws.push(found.raw)
    indexes.push(found.index)
  }
  walk.value = built(`[${raws.join(',')}]`, indexes)
  return hit
}

function query(walk: Walk, from: number, part: ArrayPart & { kind: 'query' }, depth: number): number {
  const { json } = walk
  const matches = startMatches(part)
  let i = from
  for (;;) {
    if (i > json.length) return i
    i = elementStart(json, i)
    const kind = kindOrEnd(json, i)
    if (kind === kinds.end) {
      if (!walk.value.exists && part.query.all) walk.value = matches.result()
      return i + 1
    }
    const end = valueEnd(json, i, kind)
    if (end < 0) return json.length
    // Only top-level look-ups know where a scalar stands; the query adds the place itself.
    const element = { ...slice(json, typeOf(kind), i, end), index: 0 }
    if (queryElement(walk, element, matches, depth + 1)) return hit
    i = end
  }
}

function elementStart(json: string, from: number): number {
  let i = from
  while (i < json.length && kindAt(json, i) === kinds.other) i++
  return i
}

function kindOrEnd(json: string, i: number): Kind {
  return i < json.length ? kindAt(json, i) : kinds.end
}

function atArrayEnd(json: string, from: number): boolean {
  let i = from
  while (i < json.length && ' \t\r\n'.includes(json.charAt(i))) i++
  return i >= json.length || json.charAt(i) === ']'
}
