import type { HttpTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { addOwnHeaders, compileHttpRequest, type Languages } from '@millrace/sensor'
import type { SecretReader } from '@millrace/secrets'
import type { Tracing } from '@millrace/telemetry'
import { inputFault, setupFault, type Act } from '../act.ts'
import { withTypeParameters } from '../with-type-parameters.ts'
import type { Finished } from '../next-step.ts'
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
  return withTypeParameters('http', trigger, http, deps.languages, (settings) =>
    compileFinal(sensor, trigger, settings, deps),
  )
}

function compileFinal(sensor: Sensor, trigger: SensorTrigger, http: HttpTrigger, deps: HttpDeps): Act {
  const url = URL.parse(http.url)
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    const failed = inputFault(`http.url: ${JSON.stringify(http.url)} is not an http or https URL`)
    return () => Promise.resolve(failed)
  }
  const request = compileHttpRequest(http, deps.languages)
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
    const built = request.build(invocation.seen)
    if (built.kind === 'error') return inputFault(`http.${built.field}: ${built.message}`)
    const { headers, host, body } = built
    const secrets = secret === undefined ? undefined : await secret()
    if (typeof secrets === 'string') return setupFault(secrets)
    const sent = await deps.clients.use(sensor.metadata.namespace, http.tls, async (client): Promise<Finished> => {
      const call = deps.tracing.start(method, {
        kind: 'client',
        parent: span.traceparent,
        attributes: deps.tracing.recording ? spanAttributes : {},
      })
      const outgoing: Outgoing = { url, method, headers, secrets, host, body, timeoutMs }
      addOwnHeaders(headers, { invocationId: invocation.id, traceparent: call.traceparent })
      if (!mayBegin()) return { kind: 'succeeded', status: 0 }
      const attempted = judge(await sendFollowing(client, outgoing), allowed)
      call.set({ 'http.response.status_code': attempted.status })
      if (attempted.kind === 'failed') call.fail(attempted.reason)
      call.end()
      return attempted
    })
    return typeof sent === 'string' ? setupFault(sent) : sent
  }
}
