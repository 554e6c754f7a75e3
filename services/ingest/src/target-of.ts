import { eventIdPrefix } from '@millrace/deliveries'
import { ANNOTATIONS, webhookPayloadBytesDefault } from '@millrace/manifests'
import type { Selector } from '@millrace/secrets'
import type { Candidate } from './candidates.ts'
import type { Credentials, SecretValue } from './credentials.ts'
import type { PlanInput } from './plan-input.ts'
import type { Problem } from './problem.ts'
import type { Filter, IdExpression, Target } from './target.ts'

/** A problem whose `field` is relative to the event, or from the root where it begins with `metadata`. */
export type EventProblem = Pick<Problem, 'field' | 'code' | 'message' | 'isServing'>

interface Made {
  /** Undefined: the event cannot be served. */
  readonly target: Target | undefined
  readonly problems: readonly EventProblem[]
}

/** Makes the target of a manifest's event, or says why there is none. */
export function targetOf(candidate: Candidate, input: PlanInput): Made {
  const problems: EventProblem[] = []
  const filter = filterOf(candidate, input)
  if (filter !== undefined && 'message' in filter) return { target: undefined, problems: [filter] }
  const id = idExpressionOf(candidate, input)
  if (id !== undefined && 'message' in id) problems.push(id)
  const asked = candidate.webhook?.maxPayloadSize ?? webhookPayloadBytesDefault
  const { bodyBytesMax } = input.limits
  if (asked > bodyBytesMax) {
    const message = `at most ${bodyBytesMax} bytes are taken here, whatever the manifest says`
    problems.push({ field: `${candidate.webhookField}.maxPayloadSize`, code: 'limited', message, isServing: true })
  }
  const { namespace, bus, eventSource, eventName, type, field, settings } = candidate
  const credentials = credentialsOf(candidate, input)
  const target: Target = {
    namespace,
    bus,
    eventSource,
    eventName,
    type,
    field,
    credentials,
    filter: filter?.compiled,
    idExpression: id !== undefined && 'compiled' in id ? id.compiled : undefined,
    bodyBytesMax: Math.min(asked > 0 ? asked : webhookPayloadBytesDefault, bodyBytesMax),
    dedupWindowMs: settings.dedupWindowMs ?? 0,
    idPrefix: eventIdPrefix(namespace, eventSource, eventName),
    unprovenField: credentials === undefined ? candidate.proofField : undefined,
  }
  return { target, problems }
}

type Compiled<T> = { readonly compiled: T } | EventProblem | undefined

/** An event whose filter cannot be applied is not served: unfiltered it would set things off that nobody wants. */
function filterOf({ arrives, declared: { event } }: Candidate, { expressions }: PlanInput): Compiled<Filter> {
  // Types that are pulled are filtered where they are pulled, and some have a `filter` of another form.
  const filter = arrives === 'http' && 'filter' in event ? event.filter : undefined
  const expression = filter !== undefined && 'expression' in filter ? filter.expression : undefined
  if (expression === undefined) return undefined
  const problem = { field: '.filter.expression', code: 'filter-unusable', isServing: false } as const
  if (expressions === undefined) {
    return { ...problem, message: 'filters of EventSources are not supported yet; remove it, or filter in the Sensor' }
  }
  try {
    return { compiled: expressions.filter(expression) }
  } catch (error) {
    return { ...problem, message: error instanceof Error ? error.message : 'it does not compile' }
  }
}

function idExpressionOf({ settings }: Candidate, { expressions }: PlanInput): Compiled<IdExpression> {
  if (settings.deliveryId === undefined) return undefined
  const field = `metadata.annotations.${ANNOTATIONS.deliveryId}`
  const problem = { field, code: 'limited', isServing: true } as const
  if (expressions === undefined) {
    return {
      ...problem,
      message: 'expressions for delivery ids are not supported yet; the ids of the headers are used',
    }
  }
  try {
    return { compiled: expressions.deliveryId(settings.deliveryId) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it does not compile'
    return { ...problem, message: `${reason}; the ids of the headers are used` }
  }
}

function credentialsOf({ namespace, webhook }: Candidate, { secret }: PlanInput): Credentials | undefined {
  const { authSecret, basicAuth } = webhook ?? {}
  if (authSecret === undefined && basicAuth === undefined) return undefined
  // A user name or password that the manifest leaves out is empty, and an empty secret lets nobody in.
  const part = (selector: Selector | undefined): SecretValue =>
    selector === undefined ? () => Promise.resolve(Buffer.alloc(0)) : secret(namespace, selector)
  const basic = basicAuth && { username: part(basicAuth.username), password: part(basicAuth.password) }
  return { bearer: authSecret && secret(namespace, authSecret), basic }
}
