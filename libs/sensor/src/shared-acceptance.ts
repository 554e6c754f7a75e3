import type { Dependency } from '@millrace/manifests'
import type { CompileProblem } from './compiled.ts'
import type { SensorEvent } from './event.ts'
import { compileFilters } from './filters/compile-filters.ts'
import type { Languages } from './languages.ts'
import type { Acceptance } from './sensor.ts'
import { compileTransform } from './transform.ts'

/** A transform and filters, compiled once however many dependencies have the same. */
export interface SharedAcceptance {
  readonly accept: (event: SensorEvent) => Acceptance
  /** Their fields count from the dependency. */
  readonly problems: readonly CompileProblem[]
}

interface Compiled extends SharedAcceptance {
  users: number
}

/** Different ones that are shared for one set of languages; what comes beyond is compiled for itself. */
const sharedMax = 10_000
const byLanguages = new WeakMap<Languages, Map<string, Compiled>>()

/** Answers to the event that was asked about last, of those that several dependencies share. */
const answers = new Map<Compiled, Acceptance>()
let asked: SensorEvent | undefined

/**
 * Compiles what a dependency takes. A thousand sensors that were made of one template have the same filters: those are
 * asked once for each event, and what their transform makes is one event.
 */
export function sharedAcceptance(dependency: Dependency, languages: Languages): SharedAcceptance {
  const { transform, filters, filtersLogicalOperator } = dependency
  const known = byLanguages.get(languages) ?? new Map<string, Compiled>()
  byLanguages.set(languages, known)
  const key = JSON.stringify([transform, filters, filtersLogicalOperator])
  const before = known.get(key)
  if (before !== undefined) {
    before.users += 1
    return before
  }
  const made = compile(dependency, languages)
  if (known.size < sharedMax) known.set(key, made)
  return made
}

/** Lets go of the event that was asked about last: for one that is large. */
export function forgetAsked(): void {
  answers.clear()
  asked = undefined
}

function compile(dependency: Dependency, languages: Languages): Compiled {
  const transform = compileTransform(dependency.transform, languages)
  const filters = compileFilters(dependency.filters, dependency.filtersLogicalOperator, languages)
  const decide = (event: SensorEvent): Acceptance => {
    const transformed = transform.apply(event)
    if (transformed.kind === 'transform-failed') return { kind: 'rejected', reason: transformed }
    const verdict = filters.judge(transformed.event)
    return verdict.kind === 'pass'
      ? { kind: 'accepted', event: transformed.event }
      : { kind: 'rejected', reason: verdict }
  }
  const compiled: Compiled = {
    users: 1,
    problems: [...transform.problems, ...filters.problems],
    accept: (event) => (compiled.users === 1 ? decide(event) : remembered(compiled, event, decide)),
  }
  return compiled
}

function remembered(compiled: Compiled, event: SensorEvent, decide: (event: SensorEvent) => Acceptance): Acceptance {
  if (asked !== event) {
    answers.clear()
    asked = event
  }
  const before = answers.get(compiled)
  if (before !== undefined) return before
  const answer = decide(event)
  answers.set(compiled, answer)
  return answer
}
