import { fingerprintOf, openTriggerClient, reasonOf } from '@millrace/connectors'
import type { ClientCache, ClientWish, TriggerAnswer, TriggerClient, TriggerServer } from '@millrace/connectors'
import type { CustomTrigger, Sensor } from '@millrace/manifests'
import { compileParameters, compilePayload, type Events, type Parameters } from '@millrace/sensor'
import type { ActiveSpan } from '@millrace/telemetry'
import { stringify } from 'yaml'
import { inputFault, setupFault, type Act } from '../act.ts'
import { isJsonObject } from '../json-object.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Attempted } from '../next-step.ts'
import { useClient } from '../use-client.ts'

/** What the custom trigger needs of the process. */
export interface CustomDeps extends MessagingDeps {
  readonly triggerClients: ClientCache<TriggerClient>
}

/** gRPC's UNIMPLEMENTED. */
const unimplemented = 12

/**
 * Calls a server's FetchResource, Execute and ApplyPolicy for each invocation; each call has the invocation id as
 * metadata `millrace-invocation-id`.
 */
export function compileCustom(sensor: Sensor, custom: CustomTrigger, deps: CustomDeps): Act {
  const { namespace } = sensor.metadata
  const payload = compilePayload(custom.payload ?? [], deps.languages)
  const { parameters = [] } = custom
  const applied = parameters.length === 0 ? undefined : compileParameters(parameters, deps.languages)
  const spec = Buffer.from(specYaml(custom.spec))
  return async (invocation, span, mayBegin) => {
    const built = payload.build(invocation.seen)
    if (built.kind === 'error') return inputFault(`custom.${built.field}: ${built.message}`)
    let wish: ClientWish<TriggerClient>
    try {
      wish = await wishFor(namespace, custom, deps)
    } catch (error) {
      return setupFault(`custom: ${reasonOf(error)}`)
    }
    const run: Run = {
      spec,
      payload: Buffer.from(built.text ?? ''),
      parameters: applied,
      events: invocation.seen,
      invocationId: invocation.id,
      begin: mayBegin,
      parent: span,
      server: custom.serverURL,
    }
    return useClient('custom', deps.triggerClients, wish, (client) => runOn(client, run, deps))
  }
}

interface Run {
  readonly spec: Buffer
  readonly payload: Buffer
  readonly parameters: Parameters | undefined
  readonly events: Events
  readonly invocationId: string
  readonly begin: () => boolean
  readonly parent: ActiveSpan
  readonly server: string
}

/** The three calls under one span. */
async function runOn(client: TriggerClient, run: Run, { tracing }: CustomDeps): Promise<Attempted> {
  const call = tracing.start('triggers.Trigger/Execute', {
    kind: 'client',
    parent: run.parent.traceparent,
    attributes: tracing.recording
      ? {
          'rpc.system': 'grpc',
          'rpc.service': 'triggers.Trigger',
          'rpc.method': 'Execute',
          'server.address': run.server,
        }
      : {},
  })
  const attempted = await threeCalls(client, run, {
    'millrace-invocation-id': run.invocationId,
    traceparent: call.traceparent,
  })
  if (attempted.kind === 'failed') call.fail(attempted.reason)
  call.end()
  return attempted
}

async function threeCalls(
  client: TriggerClient,
  run: Run,
  metadata: Readonly<Record<string, string>>,
): Promise<Attempted> {
  const fetched = await client.call('fetchResource', { resource: run.spec }, metadata)
  // Nothing is done by fetching, whatever became of the answer.
  if (fetched.kind === 'failed') return { ...failedCall('FetchResource', fetched), effect: 'none' }
  const resource = withParameters(run, fetched.message.resource)
  if (resource.kind === 'fault') return resource.attempted
  if (!run.begin()) return { kind: 'succeeded', status: 0 }
  const executed = await client.call('execute', { resource: resource.bytes, payload: run.payload }, metadata)
  if (executed.kind === 'failed') return failedCall('Execute', executed)
  const judged = await client.call('applyPolicy', { request: executed.message.response }, metadata)
  if (judged.kind === 'failed') {
    if (judged.code === unimplemented) return { kind: 'succeeded', status: 0 }
    return { ...failedCall('ApplyPolicy', judged), effect: 'unknown' }
  }
  if (judged.message.success) return { kind: 'succeeded', status: 0 }
  // It was carried out, and the server is not content: only it could say whether doing it again is right.
  const reason = `custom: ApplyPolicy: ${judged.message.message === '' ? 'no success' : judged.message.message}`
  return { kind: 'failed', reason, status: 0, effect: 'unknown' }
}

function failedCall(
  method: string,
  { reason, effect }: Extract<TriggerAnswer<never>, { kind: 'failed' }>,
): Extract<Attempted, { kind: 'failed' }> {
  return { kind: 'failed', reason: `custom: ${method}: ${reason}`, status: 0, effect }
}

type Resource =
  | { readonly kind: 'resource'; readonly bytes: Uint8Array }
  | { readonly kind: 'fault'; readonly attempted: Attempted }

function withParameters({ parameters, events }: Run, bytes: Uint8Array): Resource {
  if (parameters === undefined) return { kind: 'resource', bytes }
  const text = Buffer.from(bytes).toString()
  if (!isJsonObject(text)) {
    const attempted = setupFault('custom: the server gave no JSON object for parameters to be applied to')
    return { kind: 'fault', attempted }
  }
  const result = parameters.apply(text, events)
  if (result.kind === 'error') {
    return { kind: 'fault', attempted: inputFault(`custom.${result.field}: ${result.message}`) }
  }
  return { kind: 'resource', bytes: Buffer.from(result.json) }
}

/** The original's YAML: keys in order, texts quoted only where they would be read as something else. */
export function specYaml(spec: Readonly<Record<string, string>>): string {
  const sorted = Object.fromEntries(Object.entries(spec).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return stringify(sorted, { version: '1.1', lineWidth: 0 })
}

async function wishFor(
  namespace: string,
  custom: CustomTrigger,
  { secrets }: CustomDeps,
): Promise<ClientWish<TriggerClient>> {
  const { serverURL: address, secure, certSecret, serverNameOverride } = custom
  if (secure === true && certSecret === undefined) throw new Error('certSecret is required when secure is true')
  const server: TriggerServer = {
    address,
    ...(secure === true && certSecret !== undefined
      ? { authorities: (await secrets.secret(namespace, certSecret)).toString() }
      : {}),
    ...(serverNameOverride === undefined ? {} : { serverName: serverNameOverride }),
  }
  const fingerprint = fingerprintOf(server)
  return { key: `custom ${address} ${fingerprint}`, fingerprint, open: () => openTriggerClient(server) }
}
