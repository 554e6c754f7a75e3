import { quoteJson } from '@millrace/value'
import { writeAnswer } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import type { ApiFailure } from './api-failure.ts'
import { webhookFailedMessage } from './identify.ts'

const plainJson = 'application/json'
/** As the original's gateway has it on every success. */
const successHeaders = ['Grpc-Metadata-Content-Type', 'application/grpc'] as const

export function writeSuccess(
  exchange: Exchange,
  json: string,
  { type = plainJson, headers = [] }: { readonly type?: string; readonly headers?: readonly string[] } = {},
): void {
  writeAnswer(exchange, { status: 200, type, text: json }, [...successHeaders, ...headers])
}

/** In the form of the original's errors: `{"code":…,"message":"…"}`. */
export function writeFailure(exchange: Exchange, { status, code, message, retryAfterS }: ApiFailure): void {
  const retry = retryAfterS === undefined ? [] : ['Retry-After', String(retryAfterS)]
  if (message === webhookFailedMessage) {
    const text = `{"message": ${quoteJson(message)}}`
    return writeAnswer(exchange, { status, type: 'text/plain; charset=utf-8', text }, retry)
  }
  const text = `{"code":${code},"message":${quoteJson(message)}}`
  return writeAnswer(exchange, { status, type: plainJson, text }, retry)
}

/** The path was not clean. */
export function writeMoved(exchange: Exchange, location: string): void {
  writeAnswer(exchange, { status: 307, type: 'text/plain; charset=utf-8', text: '' }, ['Location', location])
}
