import { isUtf8 } from 'node:buffer'
import { decodeJson, JsonError } from '@millrace/value'
import { goUtf8 } from '../go-text.ts'
import { apiFailure, type ApiFailure } from './api-failure.ts'

const afterValue = / after top-level value$/u

/**
 * The first JSON value of a body, as text; what follows it is ignored, and no body at all is null, as in the original. Text
 * that is not JSON fails in the original's words.
 */
export function firstJson(body: Buffer, depthMax: number): { readonly text: string } | ApiFailure {
  const text = isUtf8(body) ? body.toString('utf8') : goUtf8(body)
  if (/^[ \t\r\n]*$/u.test(text)) return { text: 'null' }
  try {
    decodeJson(text, { depthMax })
    return { text }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const { offset = 0 } = error
    if (error.code === 'syntax' && afterValue.test(error.message) && offset > 0 && offset < text.length) {
      // What comes before the offset is one whole value.
      return firstJson(Buffer.from(text.slice(0, offset)), depthMax)
    }
    const isCut = error.code === 'syntax' && offset >= text.length
    const message = isCut ? 'unexpected EOF' : error.message.slice(0, 200)
    return apiFailure('invalid-argument', message)
  }
}
