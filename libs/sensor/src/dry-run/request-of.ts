import { triggerTypeOf } from '@millrace/manifests'
import type { HttpTrigger, Sensor, Trigger, TriggerTemplate, TriggerType } from '@millrace/manifests'
import { dataText } from '../event.ts'
import type { Languages } from '../languages.ts'
import type { ParameterFault } from '../parameters/outcome.ts'
import { compilePayload } from '../parameters/payload.ts'
import type { Events } from '../parameters/source.ts'
import { addOwnHeaders, compileHttpRequest, wireHeaders } from '../request/http-request.ts'
import { compileRewrite, compileTypeRewrite } from '../request/rewrite.ts'
import type { RequestReport } from './report.ts'
import { resourceReport } from './resource-report.ts'

/** What a trigger would send for a firing. */
export function requestOf(sensor: Sensor, trigger: Trigger, events: Events, languages: Languages): RequestReport {
  const template = compileRewrite(trigger, languages)(events)
  if (template.kind === 'error') return faultReport('', template)
  const type = triggerTypeOf(template.value)
  return type === undefined
    ? { kind: 'error', field: 'template', message: 'has no trigger type' }
    : requestOfType(type, { sensor, template: template.value, events }, languages)
}

interface Fired {
  readonly sensor: Sensor
  readonly template: TriggerTemplate
  readonly events: Events
}

function requestOfType(type: TriggerType, fired: Fired, languages: Languages): RequestReport {
  const { template, events } = fired
  if (type === 'log') return { kind: 'log', lines: Array.from(events.values(), dataText) }
  if (type === 'k8s' || type === 'argoWorkflow') return resourceReport(type, fired, languages)
  const settings = template[type]
  if (settings === undefined) return { kind: 'error', field: type, message: 'is missing' }
  const rewritten = compileTypeRewrite(type, template, settings, languages)(events)
  if (rewritten.kind === 'error') return faultReport(`${type}.`, rewritten)
  // The settings are those of the type that was asked for.
  if (type === 'http') return httpReport(rewritten.value as HttpTrigger, events, languages)
  return messageReport(type, rewritten.value, events, languages)
}

function faultReport(within: string, { field, message }: ParameterFault): RequestReport {
  return { kind: 'error', field: `${within}${field}`, message }
}

function httpReport(http: HttpTrigger, events: Events, languages: Languages): RequestReport {
  const request = compileHttpRequest(http, languages).build(events)
  if (request.kind === 'error') return faultReport('http.', request)
  addOwnHeaders(request.headers, { invocationId: '<invocation id>', traceparent: '<trace of the attempt>' })
  const list = wireHeaders({ ...request, secrets: secretsOf(http) }, true)
  const headers = Array.from({ length: list.length / 2 }, (_, nth): [string, string] => [
    list[2 * nth] ?? '',
    list[2 * nth + 1] ?? '',
  ])
  const { method, url, notes } = request
  return { kind: 'http', method, url, headers, body: request.body ?? '', notes }
}

/** Headers with secret values, each told by where its value comes from. */
function secretsOf({ secureHeaders = [], basicAuth }: HttpTrigger): [name: string, value: string][] {
  const named = secureHeaders.map(({ name, valueFrom }): [string, string] => {
    const { secretKeyRef, configMapKeyRef } = valueFrom
    if (secretKeyRef !== undefined) return [name, `<Secret ${secretKeyRef.name}, key ${secretKeyRef.key}>`]
    return [name, `<ConfigMap ${configMapKeyRef?.name}, key ${configMapKeyRef?.key}>`]
  })
  return basicAuth === undefined ? named : [...named, ['Authorization', '<Basic, from Secrets>']]
}

function messageReport(type: TriggerType, settings: object, events: Events, languages: Languages): RequestReport {
  const { payload, parameters: _, ...rest } = settings as Partial<HttpTrigger>
  if (payload === undefined) return { kind: 'message', settings: rest, payload: undefined, notes: [] }
  const built = compilePayload(payload, languages).build(events)
  if (built.kind === 'error') return faultReport(`${type}.`, built)
  return { kind: 'message', settings: rest, payload: built.text ?? '', notes: built.notes }
}
