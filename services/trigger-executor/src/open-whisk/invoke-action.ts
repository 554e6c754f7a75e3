import type { HttpClient } from '../http/http-client.ts'
import { judge } from '../http/judge.ts'
import type { Finished } from '../next-step.ts'

/** A blocking invocation of an action. */
export interface ActionCall {
  readonly url: URL
  /** `user:key`; undefined: nobody. */
  readonly auth: string | undefined
  /** JSON of an object. */
  readonly params: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Statuses that mean success; undefined: all below 300. */
  readonly allowed: readonly number[] | undefined
}

/** OpenWhisk itself answers a blocking call within 60 s, with 202 where the action has not ended. Milliseconds. */
const answerMaxMs = 90_000

/** Statuses of an action that ran and failed, or of a server that does not know whether it ran. */
const openStatuses = new Set([408, 500, 502, 504])

/** Invokes an action once and says what became of it. Never rejects. */
export async function invokeAction(
  client: HttpClient,
  { url, auth, params, headers, allowed }: ActionCall,
  timeoutMs = answerMaxMs,
): Promise<Finished> {
  const answer = await client.send({
    origin: url.origin,
    path: `${url.pathname}?blocking=true&result=true`,
    method: 'POST',
    headers: [
      'Content-Type',
      'application/json',
      ...(auth === undefined ? [] : ['Authorization', `Basic ${Buffer.from(auth).toString('base64')}`]),
      ...headers.flat(),
    ],
    body: params,
    timeoutMs,
  })
  const attempted = judge(answer, allowed ?? successes)
  if (attempted.kind === 'succeeded' || answer.kind === 'failed') return attempted
  const { status } = answer
  if (status < 300 || openStatuses.has(status)) return { ...attempted, reason: reasonFor(status), effect: 'unknown' }
  return { ...attempted, reason: reasonFor(status) }
}

const successes = [200, 202]

function reasonFor(status: number): string {
  const meaning = meanings.get(status)
  return `OpenWhisk answered ${status}${meaning === undefined ? '' : `: ${meaning}`}`
}

const meanings = new Map([
  [202, 'the action still runs'],
  [401, 'the authToken is not known'],
  [403, 'the authToken has no right to this'],
  [404, 'no such action'],
  [413, 'the parameters are too large'],
  [429, 'too many invocations'],
  [502, 'the action failed'],
])
