import type { Selector } from '@millrace/secrets'
import type { Candidate } from './candidates.ts'
import type { Credentials, SecretValue } from './credentials.ts'
import { eventIdPrefix } from './event-id.ts'
import type { PlanInput } from './plan-input.ts'
import type { Problem } from './problem.ts'
import type { Filter, Target } from './target.ts'

/** What a webhook takes when `maxPayloadSize` is absent, in bytes. */
const payloadBytesDefault = 1_048_576

/** A problem whose `field` is relative to the event. */
type EventProblem = Pick<Problem, 'field' | 'code' | 'message' | 'isServing'>

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
  const asked = candidate.webhook?.maxPayloadSize ?? payloadBytesDefault
  const { bodyBytesMax } = input.limits
  if (asked > bodyBytesMax) {
    const message = `at most ${bodyBytesMax} bytes are taken here, whatever the manifest says`
    const field = `${candidate.webhookField}.maxPayloadSize`
    problems.push({ field, code: 'limited', message, isServing: true })
  }
  const { namespace, bus, eventSource, eventName, type, field } = candidate
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
    bodyBytesMax: Math.min(asked > 0 ? asked : payloadBytesDefault, bodyBytesMax),
    dedupWindowMs: input.dedupWindowMs(candidate.annotations),
    idPrefix: eventIdPrefix(namespace, eventSource, eventName),
    unprovenField: credentials === undefined ? candidate.proofField : undefined,
  }
  return { target, problems }
}

function filterOf(
  { arrives, event }: Candidate,
  { compileFilter }: PlanInput,
): { readonly compiled: Filter } | EventProblem | undefined {
  // Some types that are pulled have a `filter` of another form; it is theirs to heed.
  const expression = arrives === 'http' ? event.filter?.expression : undefined
  if (expression === undefined) return undefined
  const unusable = (message: string): EventProblem => ({
    field: '.filter.expression',
    code: 'filter-unusable',
    message,
    isServing: false,
  })
  if (compileFilter === undefined)
    return unusable('filters of EventSources are not supported here; remove it, or filter in the Sensor')
  try {
    return { compiled: compileFilter(expression) }
  } catch (error) {
    return unusable(error instanceof Error ? error.message : 'it does not compile')
  }
}

function credentialsOf({ namespace, webhook }: Candidate, { secret }: PlanInput): Credentials | undefined {
  const { authSecret, basicAuth } = webhook ?? {}
  if (authSecret === undefined && basicAuth === undefined) return undefined
  // A user name or password that the manifest leaves out is empty, and an empty secret lets nobody in.
  const part = (selector: Selector | undefined): SecretValue =>
    selector === undefined ? () => Promise.resolve(Buffer.alloc(0)) : secret(namespace, selector)
  return {
    bearer: authSecret === undefined ? undefined : secret(namespace, authSecret),
    basic:
      basicAuth === undefined ? undefined : { username: part(basicAuth.username), password: part(basicAuth.password) },
  }
}
