import { fingerprintOf, openLambda, readAwsSettings, reasonOf } from '@millrace/connectors'
import type { AwsSettings, ClientCache, ClientWish, Invoked, LambdaInvoker } from '@millrace/connectors'
import type { AwsLambdaTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import { withoutCredentials } from '@millrace/telemetry'
import { inputFault, setupFault, type Act } from '../act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Finished } from '../next-step.ts'
import { useClient } from '../use-client.ts'
import { withTypeParameters } from '../with-type-parameters.ts'

/** What the Lambda trigger needs of the process. */
export interface LambdaDeps extends MessagingDeps {
  readonly lambdaInvokers: ClientCache<LambdaInvoker>
  /** Where all of AWS is, for tests; empty: where AWS has it. */
  readonly awsEndpoint: string
}

/** Invokes a function for each invocation, with the invocation id in its client context. */
export function compileLambda(sensor: Sensor, trigger: SensorTrigger, lambda: AwsLambdaTrigger, deps: LambdaDeps): Act {
  return withTypeParameters('awsLambda', trigger, lambda, deps.languages, (settings) =>
    compileFinal(sensor, trigger, settings, deps),
  )
}

function compileFinal(sensor: Sensor, trigger: SensorTrigger, lambda: AwsLambdaTrigger, deps: LambdaDeps): Act {
  const { namespace } = sensor.metadata
  const { tracing } = deps
  const { functionName, region, invocationType: type = 'RequestResponse' } = lambda
  const payload = compilePayload(lambda.payload, deps.languages)
  const allowed = trigger.policy?.status?.allow
  return async (invocation, span, mayBegin) => {
    const built = payload.build(invocation.seen)
    if (built.kind === 'error') return inputFault(`awsLambda.${built.field}: ${built.message}`)
    let settings: AwsSettings
    try {
      settings = await readAwsSettings(namespace, lambda, deps.secrets, deps.awsEndpoint)
    } catch (error) {
      return setupFault(`awsLambda: ${reasonOf(error)}`)
    }
    return useClient('awsLambda', deps.lambdaInvokers, wishFor(settings), async (invoker) => {
      const call = tracing.start(`invoke ${functionName}`, {
        kind: 'client',
        parent: span.traceparent,
        attributes: tracing.recording
          ? { 'faas.invoked_name': functionName, 'faas.invoked_provider': 'aws', 'faas.invoked_region': region }
          : {},
      })
      const { traceparent } = call
      const context = { 'millrace-invocation-id': invocation.id, traceparent }
      const invoked = await invoker.invoke(
        { functionName, type, payload: built.text ?? '', context, traceparent },
        mayBegin,
      )
      const attempted = attemptedOf(invoked, type, allowed)
      call.set({ 'http.response.status_code': attempted.status })
      if (attempted.kind === 'failed') call.fail(attempted.reason)
      call.end()
      return attempted
    })
  }
}

function wishFor(settings: AwsSettings): ClientWish<LambdaInvoker> {
  const fingerprint = fingerprintOf(settings)
  // Triggers with the same settings share a client.
  return { key: `awsLambda ${settings.region} ${fingerprint}`, fingerprint, open: () => openLambda(settings) }
}

/** A function that was run and failed may have acted before it did. Withdrawn counts as nothing done. */
function attemptedOf(
  invoked: Invoked,
  type: NonNullable<AwsLambdaTrigger['invocationType']>,
  allowed: readonly number[] | undefined,
): Finished {
  if (invoked.kind === 'withdrawn') return { kind: 'succeeded', status: 0 }
  if (invoked.kind === 'failed') return { ...invoked, reason: withoutCredentials(`awsLambda: ${invoked.reason}`) }
  const { status, functionFault } = invoked
  const effect = type === 'DryRun' ? 'none' : 'unknown'
  if (functionFault !== undefined) {
    return { kind: 'failed', reason: `awsLambda: the function failed: ${functionFault}`, status, effect }
  }
  if (allowed === undefined || allowed.includes(status)) return { kind: 'succeeded', status }
  const reason = `awsLambda: AWS answered ${status}, expected one of ${allowed.join(', ')}`
  return { kind: 'failed', reason, status, effect }
}
