import { isNeverSent } from '../never-sent.ts'
import { reasonOf } from '../sent.ts'

/** The arguments of `chat.postMessage` that are used. */
export interface SlackMessage {
  readonly channel: string
  readonly text: string
  readonly attachments?: readonly unknown[]
  readonly blocks?: readonly unknown[]
  readonly username?: string
  readonly icon_emoji?: string
  readonly icon_url?: string
  /** The message that opened the thread. */
  readonly thread_ts?: string
  readonly reply_broadcast?: boolean
  readonly metadata?: { readonly event_type: string; readonly event_payload: Readonly<Record<string, string>> }
}

/** What became of a message for Slack. */
export type Posted =
  /** `ts` is what Slack names the message by within its channel. */
  | { readonly kind: 'posted'; readonly ts: string }
  | {
      readonly kind: 'failed'
      readonly reason: string
      /** HTTP status, 0 where there was no answer. */
      readonly status: number
      readonly effect: 'none' | 'unknown'
      readonly final?: boolean
      /** Slack asked not to be called before. Milliseconds. */
      readonly retryAfterMs?: number
    }

/** Who posts, and where Slack's API is. It holds a secret. */
export interface SlackAccess {
  readonly token: string
  /** `https://slack.com/api/`. */
  readonly apiUrl: string
}

const answerMaxMs = 30_000

/** Errors that the same message meets again. */
const forGood = new Set([
  'no_text',
  'msg_too_long',
  'msg_blocks_too_long',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'too_many_attachments',
  'invalid_arguments',
  'invalid_arg_name',
  'invalid_metadata_format',
])
/** Errors after which Slack itself does not know whether the message was posted. */
const open = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable'])
/** Statuses that a server in front of Slack gives when it got no answer. */
const openStatuses = new Set([500, 502, 504])

const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error' as never,
  setName: () => {},
}

/** Calls `chat.postMessage` once; waiting and trying again are the caller's. */
export async function postMessage({ token, apiUrl }: SlackAccess, message: SlackMessage): Promise<Posted> {
  const { WebClient } = await import('@slack/web-api')
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: answerMaxMs,
    logger: silent,
  })
  try {
    // Not by the typed method: what blocks and attachments hold is for Slack to judge.
    const answer: object = await client.apiCall('chat.postMessage', { ...message })
    return { kind: 'posted', ts: 'ts' in answer && typeof answer.ts === 'string' ? answer.ts : '' }
  } catch (error) {
    return failure(error)
  }
}

/** What the client's errors have, by their code. */
interface SlackFailure {
  readonly code?: string
  readonly data?: { readonly error?: string }
  readonly statusCode?: number
  readonly retryAfter?: number
  readonly original?: unknown
}

function failure(error: unknown): Posted {
  const { code, data, statusCode = 0, retryAfter = 0, original } = error as SlackFailure
  switch (code) {
    case 'slack_webapi_platform_error': {
      const name = data?.error ?? 'unknown'
      const effect = open.has(name) ? 'unknown' : 'none'
      return {
        kind: 'failed',
        reason: `Slack says ${name}`,
        status: 200,
        effect,
        ...(forGood.has(name) ? { final: true } : {}),
      }
    }
    case 'slack_webapi_rate_limited_error':
      return {
        kind: 'failed',
        reason: `Slack asks to wait ${retryAfter} s`,
        status: 429,
        effect: 'none',
        retryAfterMs: retryAfter * 1_000,
      }
    case 'slack_webapi_http_error': {
      const effect = openStatuses.has(statusCode) ? 'unknown' : 'none'
      return { kind: 'failed', reason: `Slack answered ${statusCode}`, status: statusCode, effect }
    }
    case undefined:
    default: {
      const effect = isNeverSent(original ?? error) ? 'none' : 'unknown'
      return { kind: 'failed', reason: reasonOf(original ?? error), status: 0, effect }
    }
  }
}
