import type { Transform } from '@millrace/manifests'
import { compileText, messageOf } from './compiled.ts'
import type { CompileProblem, Compiling } from './compiled.ts'
import { withJsonData } from './event.ts'
import type { SensorEvent } from './event.ts'
import type { Languages } from './languages.ts'

/** What a transform made of an event; a failure drops the event for its dependency. */
export type Transformed = { readonly kind: 'event'; readonly event: SensorEvent } | TransformFault

export interface TransformFault {
  readonly kind: 'transform-failed'
  readonly field: string
  readonly message: string
}

export interface CompiledTransform {
  readonly apply: (event: SensorEvent) => Transformed
  readonly problems: readonly CompileProblem[]
}

/** Compiles a dependency's `transform`, which runs before its filters. jq wins; an event without data stays as it is. */
export function compileTransform(transform: Transform | undefined, languages: Languages): CompiledTransform {
  const compiling: Compiling = { languages, problems: [] }
  const { jq = '', script = '' } = transform ?? {}
  if (jq === '' && script === '') return { apply: (event) => ({ kind: 'event', event }), problems: [] }
  const name = jq === '' ? 'lua' : 'jq'
  const field = jq === '' ? 'transform.script' : 'transform.jq'
  const source = jq === '' ? script : jq
  const program = compileText(compiling, name, field, (language) => language.compileTransform(source))
  const apply = (event: SensorEvent): Transformed => {
    if (event.data === undefined) return { kind: 'event', event }
    if (program.kind === 'unready') return { kind: 'transform-failed', field, message: program.message }
    try {
      return { kind: 'event', event: withJsonData(event, program.run(event.data)) }
    } catch (error) {
      return { kind: 'transform-failed', field, message: messageOf(error) }
    }
  }
  return { apply, problems: compiling.problems }
}
