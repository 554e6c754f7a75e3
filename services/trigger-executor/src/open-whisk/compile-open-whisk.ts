import { reasonOf } from '@millrace/connectors'
import { openWhiskUrl, type OpenWhiskTrigger, type Sensor, type Trigger as SensorTrigger } from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import { inputFault, setupFault, type Act } from '../act.ts'
import type { HttpClients } from '../http/http-clients.ts'
import { isJsonObject } from '../json-object.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Finished } from '../next-step.ts'
import { withTypeParameters } from '../with-type-parameters.ts'
import { invokeAction } from './invoke-action.ts'

/** What the OpenWhisk trigger needs of the process. */
export interface OpenWhiskDeps extends MessagingDeps {
  readonly clients: HttpClients
}

/** Invokes an action for each invocation and waits for its result, with the invocation id as `X-Request-ID`. */
export function compileOpenWhisk(
  sensor: Sensor,
  trigger: SensorTrigger,
  openWhisk: OpenWhiskTrigger,
  deps: OpenWhiskDeps,
): Act {
  return withTypeParameters('openWhisk', trigger, openWhisk, deps.languages, (settings) =>
    compileFinal(sensor, trigger, settings, deps),
  )
}

function compileFinal(
  sensor: Sensor,
  trigger: SensorTrigger,
  openWhisk: OpenWhiskTrigger,
  { clients, secrets, tracing, languages }: OpenWhiskDeps,
): Act {
  const { namespace } = sensor.metadata
  const url = openWhiskUrl(openWhisk)
  if (url === undefined) {
    const fault = `openWhisk.host: ${JSON.stringify(openWhisk.host)} is neither a host nor an http(s) URL`
    return () => Promise.resolve(inputFault(fault))
  }
  const payload = compilePayload(openWhisk.payload, languages)
  const allowed = trigger.policy?.status?.allow
  const { authToken } = openWhisk
  return async (invocation, span, mayBegin) => {
    const built = payload.build(invocation.seen)
    if (built.kind === 'error') return inputFault(`openWhisk.${built.field}: ${built.message}`)
    const params = built.text ?? '{}'
    if (!isJsonObject(params)) return inputFault('openWhisk.payload: an action takes the JSON of an object')
    let auth: string | undefined
    try {
      auth = authToken === undefined ? undefined : (await secrets.secret(namespace, authToken)).toString()
    } catch (error) {
      return setupFault(`openWhisk: ${reasonOf(error)}`)
    }
    const sent = await clients.use(namespace, undefined, async (client): Promise<Finished> => {
      if (!mayBegin()) return { kind: 'succeeded', status: 0 }
      const call = tracing.start(`invoke ${openWhisk.actionName}`, {
        kind: 'client',
        parent: span.traceparent,
        attributes: tracing.recording
          ? {
              'http.request.method': 'POST',
              'server.address': url.hostname,
              'url.full': url.href,
              'faas.invoked_name': openWhisk.actionName,
              'faas.invoked_provider': 'openwhisk',
            }
          : {},
      })
      const headers = [
        ['X-Request-ID', invocation.id],
        ['traceparent', call.traceparent],
      ] as const
      const attempted = await invokeAction(client, { url, auth, params, headers, allowed })
      call.set({ 'http.response.status_code': attempted.status })
      if (attempted.kind === 'failed') call.fail(attempted.reason)
      call.end()
      return attempted.kind === 'failed' ? { ...attempted, reason: `openWhisk: ${attempted.reason}` } : attempted
    })
    return typeof sent === 'string' ? setupFault(`openWhisk: ${sent}`) : sent
  }
}
