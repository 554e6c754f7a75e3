import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from './result.ts'

/** The latest result of each scenario, a JSON file each. */
export interface ResultsStore {
  put(result: Result): void
  get(scenario: string): Result | undefined
  all(): readonly Result[]
}

export function resultsStore(folder: string): ResultsStore {
  mkdirSync(folder, { recursive: true })
  const results = new Map<string, Result>()
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    // Only this store writes here.
    const result = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result
    results.set(result.scenario, result)
  }
  return {
    put(result) {
      results.set(result.scenario, result)
      writeFileSync(join(folder, `${result.scenario}.json`), `${JSON.stringify(result, null, 2)}\n`)
    },
    get: (scenario) => results.get(scenario),
    all: () => [...results.values()],
  }
}

/** The value of a figure; NaN when it was not measured. */
export function figureOf(result: Pick<Result, 'checks'> | undefined, figure: string): number {
  return result?.checks.find((check) => check.figure === figure)?.value ?? Number.NaN
}
