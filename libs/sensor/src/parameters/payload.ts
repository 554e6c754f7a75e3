import type { TriggerParameter } from '@millrace/manifests'
import type { CompileProblem, Compiling } from '../compiled.ts'
import { messageOf } from '../compiled.ts'
import type { Languages } from '../languages.ts'
import { compileMember, isDirect } from './direct-payload.ts'
import { faultOf } from './outcome.ts'
import type { Note, ParameterFault } from './outcome.ts'
import { compileSource } from './source.ts'
import type { Events, Resolved } from './source.ts'
import { writeValue } from './write.ts'

/** A payload that can be built for any firing. */
export interface Payload {
  readonly build: (events: Events) => BuiltPayload
  readonly problems: readonly CompileProblem[]
}

export type BuiltPayload =
  | {
      readonly kind: 'payload'
      /** Undefined: no bytes at all, since no entry had anything to say. */
      readonly text: string | undefined
      readonly notes: readonly Note[]
    }
  | ParameterFault

interface Entry {
  readonly field: string
  readonly parameter: TriggerParameter
  readonly resolve: (events: Events) => Resolved
}

const noNotes: readonly Note[] = []

/** Compiles `payload` of a trigger. Paths, templates and the way of writing are settled here, once. */
export function compilePayload(parameters: readonly TriggerParameter[], languages: Languages): Payload {
  const compiling: Compiling = { languages, problems: [] }
  const entries = compileEntries(parameters, compiling)
  return { build: isDirect(parameters) ? directly(entries) : stepwise(entries), problems: compiling.problems }
}

/** The same payload built in the general way, one path after the other; the tests hold the direct way against it. */
export function compileStepwise(parameters: readonly TriggerParameter[], languages: Languages): Payload {
  const compiling: Compiling = { languages, problems: [] }
  return { build: stepwise(compileEntries(parameters, compiling)), problems: compiling.problems }
}

function compileEntries(parameters: readonly TriggerParameter[], compiling: Compiling): readonly Entry[] {
  return parameters.map((parameter, index) => {
    const field = `payload[${index}]`
    return { field, parameter, resolve: compileSource(parameter.src, `${field}.src`, compiling) }
  })
}

function directly(entries: readonly Entry[]): Payload['build'] {
  const members = entries.map((entry) => ({ ...entry, member: compileMember(entry.parameter) }))
  return (events) => {
    let text = ''
    let notes = noNotes
    for (const { field, resolve, member, parameter } of members) {
      const value = resolve(events)
      if (value.kind === 'error') return faultOf(field, value.message)
      if (value.kind === 'none') notes = [...notes, leftOut(field, parameter)]
      else text += (text === '' ? '{' : ',') + member(value)
    }
    return { kind: 'payload', text: text === '' ? undefined : `${text}}`, notes }
  }
}

function stepwise(entries: readonly Entry[]): Payload['build'] {
  return (events) => {
    let text: string | undefined
    let notes = noNotes
    for (const { field, parameter, resolve } of entries) {
      const value = resolve(events)
      if (value.kind === 'error') return faultOf(field, value.message)
      if (value.kind === 'none') {
        notes = [...notes, leftOut(field, parameter)]
        continue
      }
      const { dest } = parameter
      // Without a destination the value is the whole payload, whatever was built and whatever follows.
      if (dest === '') return { kind: 'payload', text: value.text, notes }
      try {
        // A path that matches nothing leaves what was built as it was, also when that is nothing.
        text = writeValue(text, dest, value, parameter.src.useRawData === true) || text
      } catch (error) {
        return faultOf(field, `dest ${JSON.stringify(dest)}: ${messageOf(error)}`)
      }
    }
    return { kind: 'payload', text, notes }
  }
}

/** The original's whole process ends here; leaving the entry out is what its author can have meant. */
function leftOut(field: string, { src }: TriggerParameter): Note {
  const name = JSON.stringify(src.dependencyName)
  return { field, message: `left out: dependency ${name} is not part of this firing and there is no default value` }
}
