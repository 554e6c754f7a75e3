import { checkDepth, checkModified } from '../error.ts'
import { firstPlace } from './first-places.ts'
import { countLook } from './looks.ts'
import { modifiers } from '../modifiers/modifiers.ts'
import { parseText } from '../results/parse.ts'
import { objectPartOf } from '../path/object-part.ts'
import { planOf } from '../path/plan.ts'
import { built } from '../results/result.ts'
import { lookIn, newWalk } from './walk.ts'
import { walkArray } from './walk-array.ts'
import { walkObject } from './walk-object.ts'
import type { Path, Plan, Step } from '../path/path.ts'
import type { Found } from '../results/result.ts'
import type { Walk, Walkers } from './walk.ts'

const walkers: Walkers = { object: walkObject, array: walkArray, look }

/** Looks a path up. `depth` counts the look-ups and levels around this one. */
export function look(json: string, path: Path, depth: number): Found {
  countLook()
  const plan = planOf(path)
  if (plan.kind === 'walk') return walkText(json, plan, depth)
  checkDepth(depth)
  switch (plan.kind) {
    case 'multi':
      return collect(json, plan, depth)
    case 'literal':
      return through(plan.text, -1, plan.rest, depth)
    case 'modifier': {
      checkModified(json.length)
      const { text, at } = modifiers[plan.name](json, plan.argument, { look, depth })
      return through(text, at, plan.rest, depth)
    }
    default:
      return plan satisfies never
  }
}

function walkText(json: string, plan: Plan & { kind: 'walk' }, depth: number): Found {
  const walk = newWalk(json, walkers)
  if (plan.lines) {
    walkArray(walk, 0, plan.step, depth)
  } else {
    const start = containerStart(json)
    if (start < json.length) {
      if (json.charCodeAt(start) === 0x7b) walkOutermost(walk, start + 1, plan.step, depth)
      else walkArray(walk, start + 1, plan.step, depth)
    }
  }
  const { value, pipe, pipeIndex } = walk
  if (pipe !== undefined) {
    return { ...lookIn({ ...value, index: pipeIndex }, pipe, depth + 1, look), index: 0 }
  }
  const index = Math.max(value.at, 0)
  return value.index === index ? value : { ...value, index }
}

function walkOutermost(walk: Walk, from: number, step: Step, depth: number): void {
  const { key, wild } = objectPartOf(step)
  // Within one look-up each text is another: only the one that was given is looked into again.
  if (depth > 0 || wild) {
    walkObject(walk, from, step, depth)
    return
  }
  walk.outermost = from
  walkObject(walk, firstPlace(walk.json, key, from), step, depth)
}

/** The first `{` or `[`, whatever stands before it. */
function containerStart(json: string): number {
  let i = 0
  for (; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (code === 0x7b || code === 0x5b) break
  }
  return i
}

/** Goes on in a text that a modifier or a literal gave; `at` is where it lies in the text searched before. */
function through(text: string, at: number, rest: Path | undefined, depth: number): Found {
  const found = rest === undefined ? parseText(text) : look(text, rest, depth + 1)
  const place = at < 0 || found.at < 0 ? -1 : at + found.at
  if (rest === undefined) return { ...found, at: place }
  return { ...found, at: place, index: 0, indexes: undefined }
}

function collect(json: string, plan: Plan & { kind: 'multi' }, depth: number): Found {
  const parts: string[] = []
  for (const { name, path } of plan.selectors) {
    const found = look(json, path, depth + 1)
    if (found.exists) parts.push(plan.object ? `${name}:${found.raw}` : found.raw)
  }
  const whole = built(plan.object ? `{${parts.join(',')}}` : `[${parts.join(',')}]`)
  if (plan.rest === undefined) return whole
  return { ...lookIn(whole, plan.rest, depth + 1, look), index: 0 }
}
