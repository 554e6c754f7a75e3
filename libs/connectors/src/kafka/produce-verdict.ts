import { reasonOf, refused, uncertain, type Sent } from '../sent.ts'

/** Answers of a broker that mean: not written. */
const refusals = new Set([
  'CORRUPT_MESSAGE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'MESSAGE_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'RECORD_LIST_TOO_LARGE',
  'NOT_ENOUGH_REPLICAS',
  'INVALID_REQUIRED_ACKS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
  'FENCED_LEADER_EPOCH',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'INVALID_RECORD',
  'UNKNOWN_TOPIC_ID',
])

/** Of these, the ones that the same message meets again. */
const forGood = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_TOPIC_EXCEPTION', 'INVALID_RECORD'])

/**
 * What a failed produce says about its records. `isWritten`: a produce request left this process. If so, only a broker's
 * own refusal in every try means that nothing was written.
 */
export function produceVerdict(error: unknown, isWritten: boolean): Extract<Sent, { kind: 'failed' }> {
  const leaves = [...leavesOf(error)]
  const reason = [...new Set(leaves.map(reasonOf))].join('; ')
  const answers = leaves.map(answerOf)
  const isRefused = answers.length > 0 && answers.every((answer) => answer !== undefined && refusals.has(answer))
  const failed =
    !isWritten || isRefused
      ? refused(
          reason,
          answers.some((answer) => answer !== undefined && forGood.has(answer)),
        )
      : uncertain(reason)
  return failed as Extract<Sent, { kind: 'failed' }>
}

/** Errors of several tries or brokers hold each other; those without any inside say what happened. */
function* leavesOf(error: unknown): Generator<unknown> {
  const inner = error instanceof AggregateError ? error.errors.filter((one: unknown) => one !== undefined) : []
  if (inner.length > 0) for (const one of inner) yield* leavesOf(one)
  else if (error instanceof Error && error.cause instanceof Error) yield* leavesOf(error.cause)
  else yield error
}

/** The name of a broker's error code. */
function answerOf(error: unknown): string | undefined {
  return error instanceof Error && 'apiId' in error && typeof error.apiId === 'string' ? error.apiId : undefined
}
