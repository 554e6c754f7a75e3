import { sensorLanguages } from '@millrace/languages'
import type { JsonObject, TriggerParameter } from '@millrace/manifests'
import {
  compileParameters,
  compilePayload,
  compileResourceParameters,
  compileTemplateParameters,
  resolveSource,
} from '@millrace/sensor'
import type { Applied, Events } from '@millrace/sensor'
import { decodeJson } from '@millrace/value'
import { EvalFault, at } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { list, map, text, wrong } from '../input.ts'
import { vectorWorld } from './gotemplate.ts'
import { vectorEvent } from './vector-event.ts'

const languages = sensorLanguages(vectorWorld)

/** `{op, events, parameters, …}`: what parameters resolve to, build, or write into an object. All errors are at `run`. */
export function evalSensorParams(input: Input): unknown {
  const events: Events = new Map(
    Object.entries(map(input, 'events')).map(([name, event]) => [name, vectorEvent(event)]),
  )
  // Parameters are as in a manifest; what is not of their form fails as it is used.
  const parameters = list(input, 'parameters') as readonly TriggerParameter[]
  return at('run', () => answer(input, parameters, events))
}

function answer(input: Input, parameters: readonly TriggerParameter[], events: Events): unknown {
  switch (input['op']) {
    case 'resolve':
      return { value: resolved(parameters, events) }
    case 'payload':
      return { payload: payload(parameters, events) }
    case 'apply':
      return { json: jsonOf(compileParameters(parameters, languages).apply(text(input, 'json'), events)) }
    case 'resource': {
      const { apply } = compileResourceParameters(parameters, languages)
      return { object: exact(jsonOf(apply(objectOf(input), events))) }
    }
    case 'template': {
      const { apply } = compileTemplateParameters(parameters, languages)
      return { template: exact(jsonOf(apply(objectOf(input), events))) }
    }
    default:
      throw wrong('op', 'resolve, payload, apply, resource or template')
  }
}

function resolved([parameter]: readonly TriggerParameter[], events: Events): string | null {
  const found = resolveSource(parameter?.src ?? { dependencyName: '' }, events, languages)
  if (found.kind === 'error') throw new EvalFault('run', found.message)
  return found.kind === 'none' ? null : found.text
}

/**
 * Where Millrace leaves an entry out with a note, the original's process dies: that is an error here. An entry without a
 * `dest` is the whole payload, and then there is none.
 */
function payload(parameters: readonly TriggerParameter[], events: Events): string | null {
  const built = compilePayload(parameters, languages).build(events)
  if (built.kind === 'error') throw new EvalFault('run', `${built.field}: ${built.message}`)
  const [note] = built.notes
  if (note !== undefined && parameters[Number(/\d+/.exec(note.field)?.[0])]?.dest !== '')
    throw new EvalFault('run', `${note.field}: ${note.message}`)
  return built.text ?? null
}

function jsonOf(applied: Applied): string {
  if (applied.kind === 'error') throw new EvalFault('run', `${applied.field}: ${applied.message}`)
  return applied.json
}

/** JSON whose numbers keep their digits. */
function exact(json: string): unknown {
  return decodeJson(json, { numbers: 'digits' })
}

/** The object of an input, which is JSON as it was read. */
function objectOf(input: Input): JsonObject {
  return map(input, 'object') as JsonObject
}
