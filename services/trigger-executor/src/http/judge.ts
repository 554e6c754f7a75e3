import type { Finished } from '../next-step.ts'
import type { HttpAnswer } from './http-client.ts'

/**
 * What an answer means. With a status policy its list decides; without one everything below 400 is success. (The
 * original takes every status for success then, so that failed calls go unnoticed.)
 */
export function judge(answer: HttpAnswer, allowed: readonly number[] | undefined): Finished {
  if (answer.kind === 'failed') {
    return { kind: 'failed', reason: answer.reason, status: 0, effect: answer.sent ? 'unknown' : 'none' }
  }
  const { status } = answer
  if (allowed === undefined ? status < 400 : allowed.includes(status)) return { kind: 'succeeded', status }
  const retryAfterMs = retryAfter(answer.headers['retry-after'])
  const expected = allowed === undefined ? 'a status below 400' : `one of ${allowed.join(', ')}`
  const reason = `the target answered ${status}, expected ${expected}`
  return { kind: 'failed', reason, status, effect: 'none', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

/** `Retry-After` in seconds or as a date, as milliseconds from now. */
function retryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\d{1,9}$/u.test(value)) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
