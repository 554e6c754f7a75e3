import { readTriggerTemplate, type HttpTrigger, type Sensor, type Trigger as SensorTrigger } from '@millrace/manifests'
import { compileParameters, compilePayload, compileSource, type Events, type Languages } from '@millrace/sensor'
import type { SecretReader } from '@millrace/secrets'
import type { Tracing } from '@millrace/telemetry'
import { inputFault, setupFault, type Act } from '../act.ts'
import { judge } from './judge.ts'
import { sendFollowing, type Outgoing } from './redirects.ts'
import { secretHeaders } from './secret-headers.ts'
import type { HttpClients } from './http-clients.ts'

/** What the HTTP trigger needs of the process. */
export interface HttpDeps {
  readonly clients: HttpClients
  readonly secrets: SecretReader
  readonly tracing: Tracing
  readonly languages: Languages
}

const timeoutSecondsDefault = 60

/** Sends one HTTP request for each invocation, with the invocation id as `Idempotency-Key`. */
export function compileHttp(sensor: Sensor, trigger: SensorTrigger, http: HttpTrigger, deps: HttpDeps): Act {
  const { parameters = [] } = http
  if (parameters.length === 0) return compileFinal(sensor, trigger, http, deps)
  const compiled = compileParameters(parameters, deps.languages)
  const json = JSON.stringify(http)
  return (invocation, span, mayBegin) => {
    const applied = compiled.apply(json, invocation.seen)
    if (applied.kind === 'error') return Promise.resolve(inputFault(`http.${applied.field}: ${applied.message}`))
    const read = readTriggerTemplate({ name: trigger.template.name, http: JSON.parse(applied.json) }, 'http.parameters')
    if (read.template?.http === undefined) {
      return Promise.resolve(
        inputFault(`http.parameters: ${read.problems.map((problem) => problem.message).join('; ')}`),
      )
    }
    return compileFinal(sensor, trigger, { ...read.template.http, parameters: [] }, deps)(invocation, span, mayBegin)
  }
}

function compileFinal(sensor: Sensor, trigger: SensorTrigger, http: HttpTrigger, deps: HttpDeps): Act {
  const url = URL.parse(http.url)
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    const failed = inputFault(`http.url: ${JSON.stringify(http.url)} is not an http or https URL`)
    return () => Promise.resolve(failed)
  }
  const payload = compilePayload(http.payload ?? [], deps.languages)
  const dynamic = compileDynamic(http, deps.languages)
  const secret = secretHeaders(sensor.metadata.namespace, http, deps.secrets)
  const method = http.method ?? 'POST'
  const timeoutMs = (http.timeout === undefined || http.timeout === 0 ? timeoutSecondsDefault : http.timeout) * 1_000
  const allowed = trigger.policy?.status?.allow
  const spanAttributes = {
    'http.request.method': method,
    'server.address': url.hostname,
    'url.full': url.origin + url.pathname,
  } as const
  return async (invocation, span, mayBegin) => {
    const built = payload.build(invocation.seen)
    if (built.kind === 'error') return inputFault(`http.${built.field}: ${built.message}`)
    const headers = new Map(Object.entries(http.headers ?? {}))
    const fault = dynamic(invocation.seen, headers)
    if (fault !== undefined) return inputFault(fault)
    const secrets = secret === undefined ? undefined : await secret()
    if (typeof secrets === 'string') return setupFault(secrets)
    const client = await deps.clients.of(sensor.metadata.namespace, http.tls)
    if (typeof client === 'string') return setupFault(client)
    const call = deps.tracing.start(method, {
      kind: 'client',
      parent: span.traceparent,
      attributes: deps.tracing.recording ? spanAttributes : {},
    })
    const outgoing: Outgoing = { url, method, headers, secrets, host: http.host, body: built.text, timeoutMs }
    const own = [
      ['Idempotency-Key', invocation.id],
      ['traceparent', call.traceparent],
    ] as const
    for (const [name, value] of own) if (!hasHeader(headers, name)) headers.set(name, value)
    if (!mayBegin()) return { kind: 'succeeded', status: 0 }
    const attempted = judge(await sendFollowing(client, outgoing), allowed)
    call.set({ 'http.response.status_code': attempted.status })
    if (attempted.kind === 'failed') call.fail(attempted.reason)
    call.end()
    return attempted
  }
}

function hasHeader(headers: ReadonlyMap<string, string>, name: string): boolean {
  for (const known of headers.keys()) if (known.toLowerCase() === name.toLowerCase()) return true
  return false
}

/** Headers whose values come from the events; a message when one cannot be resolved. */
function compileDynamic(
  http: HttpTrigger,
  languages: Languages,
): (events: Events, into: Map<string, string>) => string | undefined {
  const compiling = { languages, problems: [] }
  const entries = (http.dynamicHeaders ?? []).map((parameter, index) => {
    const field = `dynamicHeaders[${index}]`
    return { field, dest: parameter.dest ?? '', resolve: compileSource(parameter.src ?? {}, `${field}.src`, compiling) }
  })
  return (events, into) => {
    for (const { field, dest, resolve } of entries) {
      const value = resolve(events)
      if (value.kind === 'error') return `http.${field}: ${value.message}`
      if (value.kind === 'value') into.set(dest, value.text)
    }
    return undefined
  }
}
