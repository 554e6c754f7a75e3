import type { Languages } from '@millrace/sensor'

/** Failures in a row for want of budget after which a script rests. */
export const strikesMax = 3
/** How long it rests then; doubled each time it fails again, up to the most. Milliseconds. */
export const restMs = { first: 1_000, most: 60_000 } as const
/** A failure that took longer counts as one for want of budget, whatever it says. Milliseconds. */
export const budgetMs = 5
/** What the languages call it when a run uses its budget up. */
const budgetCodes: ReadonlySet<unknown> = new Set(['steps', 'memory', 'time', 'budget'])

/** Milliseconds on a clock that never goes back. */
type Clock = () => number

/**
 * The same languages, whose scripts cannot take the router's time from others. Each run is bound by its language's
 * budget, some milliseconds. A script that uses it up again and again rests: it fails at once, with the reason, and is
 * tried again later. So a script that never ends costs three runs, then one a minute.
 */
export function guardScripts(languages: Languages, now: Clock): Languages {
  const { lua, jq } = languages
  return {
    ...languages,
    ...(lua === undefined
      ? {}
      : {
          lua: {
            compileTransform: (script) => guarded(lua.compileTransform(script), now),
            compileFilter: (script) => guarded(lua.compileFilter(script), now),
          },
        }),
    ...(jq === undefined ? {} : { jq: { compileTransform: (source) => guarded(jq.compileTransform(source), now) } }),
  }
}

function guarded<T>(run: (data: string) => T, now: Clock): (data: string) => T {
  let strikes = 0
  let rest: number = restMs.first
  let restsUntil = -Infinity
  return (data) => {
    const begun = now()
    if (begun < restsUntil) {
      const seconds = Math.ceil((restsUntil - begun) / 1_000)
      throw new Error(`the script has used up its budget ${strikes} times in a row: it is tried again in ${seconds} s`)
    }
    try {
      const result = run(data)
      strikes = 0
      rest = restMs.first
      return result
    } catch (error) {
      const ended = now()
      if (ended - begun < budgetMs && !saysBudget(error)) throw error
      strikes += 1
      if (strikes < strikesMax) throw error
      restsUntil = ended + rest
      rest = Math.min(rest * 2, restMs.most)
      throw error
    }
  }
}

function saysBudget(error: unknown): boolean {
  return error instanceof Error && 'code' in error && budgetCodes.has(error.code)
}
