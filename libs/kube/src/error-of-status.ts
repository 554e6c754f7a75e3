import { at, listAt, textAt } from './json-parts.ts'
import { KubeError, type KubeFault } from './kube-error.ts'

export interface Refusal {
  /** HTTP status, or the `code` of a `Status` within a watch. */
  readonly status: number
  /** The server's `Status` object, or whatever came instead. */
  readonly body: unknown
  /** `POST /api/v1/…`, for messages. */
  readonly what: string
  /** True: messages may show a value that must stay secret, so only the names of fields are told. */
  readonly isSecret: boolean
}

const causesMax = 20
const messageCharsMax = 2_000

/** What an answer that is no success means. Decided by status and reason, never by the text of the message. */
export function errorOfStatus({ status, body, what, isSecret }: Refusal): KubeError {
  const causes = listAt(body, 'details', 'causes')
    .slice(0, causesMax)
    .map((cause) => ({ field: textAt(cause, 'field'), message: isSecret ? '' : textAt(cause, 'message') }))
  const seconds = at(body, 'details', 'retryAfterSeconds')
  const said = isSecret
    ? causes.map(({ field }) => field).join(', ')
    : textAt(body, 'message').slice(0, messageCharsMax)
  return new KubeError(codeOf(status, textAt(body, 'reason')), `${what}: ${said === '' ? `status ${status}` : said}`, {
    status,
    causes,
    ...(typeof seconds === 'number' ? { retryAfterMs: seconds * 1_000 } : {}),
  })
}

function codeOf(status: number, reason: string): KubeFault {
  switch (status) {
    case 401:
      return 'unauthorized'
    case 403:
      return 'forbidden'
    case 404:
      return 'not-found'
    case 409:
      return reason === 'AlreadyExists' ? 'already-exists' : 'conflict'
    case 410:
      return 'gone'
    case 422:
      return 'object-invalid'
    case 429:
      return 'throttled'
    default:
      return status >= 500 ? 'api-away' : 'refused'
  }
}
