import { compilePath, parse, toStr, toValue } from '@millrace/gjson'
import type { GjsonResult, GjsonType } from '@millrace/gjson'
import { wellFormed } from '@millrace/value'
import type { Languages } from '../languages.ts'
import type { TriggerParameterSource } from '@millrace/manifests'
import { compileText, messageOf } from '../compiled.ts'
import type { Attempt, Compiling } from '../compiled.ts'
import { eventJson } from '../event.ts'
import type { SensorEvent } from '../event.ts'
import { contextDocument, dataDocument } from './document.ts'
import type { Document } from './document.ts'

/** The events a trigger fires with, by dependency. */
export type Events = ReadonlyMap<string, SensorEvent>

/** What a parameter's source says. */
export type Resolved =
  | {
      readonly kind: 'value'
      readonly text: string
      /** `String` also for templates, defaults and whole events; anything else may be written raw. */
      readonly type: GjsonType
    }
  /** The dependency is not part of this firing and there is no default, which is no fault. */
  | { readonly kind: 'none' }
  | { readonly kind: 'error'; readonly message: string }

const none: Resolved = { kind: 'none' }

/** Compiles `src` of a parameter. */
export function compileSource(
  source: TriggerParameterSource,
  field: string,
  compiling: Compiling,
): (events: Events) => Resolved {
  const name = source.dependencyName
  const fallback: Resolved | undefined = source.value === undefined ? undefined : text(source.value)
  const resolve = compileSelection(source, field, compiling)
  return (events) => {
    const event = events.get(name)
    if (event === undefined) return fallback ?? none
    if (resolve === undefined) return fallback ?? text(eventJson(event))
    const found = resolve(event)
    return found.kind === 'error' && !found.final ? (fallback ?? found) : found
  }
}

/** Resolves a source once, for whoever has no use for it twice. */
export function resolveSource(source: TriggerParameterSource, events: Events, languages: Languages): Resolved {
  return compileSource(source, 'src', { languages, problems: [] })(events)
}

/** `final`: no default helps. */
type Selected = Exclude<Resolved, { kind: 'none' | 'error' }> | Failure

interface Failure {
  readonly kind: 'error'
  readonly message: string
  readonly final: boolean
}

/** Looks into the event as the four selectors say; undefined when there are none. Those of the data win over the context's. */
function compileSelection(
  source: TriggerParameterSource,
  field: string,
  compiling: Compiling,
): ((event: SensorEvent) => Selected) | undefined {
  if (given(source.dataKey) || given(source.dataTemplate)) {
    const template = compileTemplate(source.dataTemplate, `${field}.dataTemplate`, compiling)
    return selection(dataDocument, template, source.dataKey ?? '', source.dependencyName)
  }
  if (given(source.contextKey) || given(source.contextTemplate)) {
    const template = compileTemplate(source.contextTemplate, `${field}.contextTemplate`, compiling)
    return selection(contextDocument, template, source.contextKey ?? '', source.dependencyName)
  }
  return undefined
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}

type Template = Attempt<(input: unknown) => string>

function compileTemplate(text: string | undefined, field: string, compiling: Compiling): Template | undefined {
  return given(text) ? compileText(compiling, 'goTemplate', field, (language) => language.compile(text)) : undefined
}

/** First the template; when it makes nothing, the key. */
function selection(
  documentOf: (event: SensorEvent) => Document,
  template: Template | undefined,
  key: string,
  dependency: string,
): (event: SensorEvent) => Selected {
  const look = key === '' ? undefined : compilePath(key)
  return (event) => {
    if (template?.kind === 'unready' && template.code === 'language-missing') return failure(template.message, true)
    const document = documentOf(event)
    if (document.kind === 'fault') return failure(`dependency ${JSON.stringify(dependency)}: ${document.message}`)
    try {
      const rendered = template === undefined ? undefined : render(template, document.json)
      if (rendered?.kind === 'value') return rendered
      const found = look?.(document.json)
      if (found?.exists === true) return valueOf(found)
      return rendered ?? failure(`dependency ${JSON.stringify(dependency)}: its event has no ${JSON.stringify(key)}`)
    } catch (error) {
      return failure(`dependency ${JSON.stringify(dependency)}: ${messageOf(error)}`)
    }
  }
}

function render(template: Template, json: string): Selected {
  if (template.kind === 'unready') return failure(template.message)
  try {
    const made = template.run(toValue(parse(json)))
    return made === '' || made === '<no value>' ? failure('the template gives nothing') : text(wellFormed(made))
  } catch (error) {
    return failure(messageOf(error))
  }
}

function valueOf(found: GjsonResult): Selected {
  const isRaw = found.type === 'JSON' || found.type === 'Null'
  return { kind: 'value', text: isRaw ? found.raw : toStr(found), type: found.type }
}

function text(value: string): Exclude<Selected, Failure> {
  return { kind: 'value', text: value, type: 'String' }
}

function failure(message: string, final = false): Failure {
  return { kind: 'error', message, final }
}
