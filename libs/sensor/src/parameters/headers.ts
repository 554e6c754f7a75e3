import type { TriggerParameter } from '@millrace/manifests'
import type { CompileProblem, Compiling } from '../compiled.ts'
import type { Languages } from '../languages.ts'
import { faultOf } from './outcome.ts'
import type { Note, ParameterFault } from './outcome.ts'
import { compileSource } from './source.ts'
import type { Events } from './source.ts'

export type BuiltHeaders =
  | {
      readonly kind: 'headers'
      /** In the order of the manifest; the names' case is kept. */
      readonly headers: readonly (readonly [name: string, value: string])[]
      readonly notes: readonly Note[]
    }
  | ParameterFault

export interface Headers {
  readonly build: (events: Events) => BuiltHeaders
  readonly problems: readonly CompileProblem[]
}

/** Compiles `http.dynamicHeaders`: parameters whose `dest` is a header's name. One without a value is left out. */
export function compileHeaders(parameters: readonly TriggerParameter[], languages: Languages): Headers {
  const compiling: Compiling = { languages, problems: [] }
  const entries = parameters.map(({ src, dest }, index) => {
    const field = `dynamicHeaders[${index}]`
    return { field, dest, dependency: src.dependencyName, resolve: compileSource(src, `${field}.src`, compiling) }
  })
  const build = (events: Events): BuiltHeaders => {
    const headers: (readonly [string, string])[] = []
    const notes: Note[] = []
    for (const { field, dest, dependency, resolve } of entries) {
      const value = resolve(events)
      if (value.kind === 'error') return faultOf(field, value.message)
      if (value.kind === 'value') headers.push([dest, value.text])
      else notes.push({ field, message: `left out: there is no event of dependency ${JSON.stringify(dependency)}` })
    }
    return { kind: 'headers', headers, notes }
  }
  return { build, problems: compiling.problems }
}
