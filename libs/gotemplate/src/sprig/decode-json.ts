import { JsonError, readJson, wellFormed } from '@millrace/value'
import type { Context } from '../call/context.ts'
import { Failure } from '../fault.ts'
import { fromHost } from '../value/from-host.ts'
import type { Value } from '../value/value.ts'

/** Go's `json.Unmarshal` into anything: with a fault there can still be a value. */
export function decodeJson(
  { budget }: Context,
  text: string,
): { readonly value: Value; readonly fault: string | undefined } {
  budget.work(text.length)
  try {
    const { value, fault } = readJson(wellFormed(text), { depthMax: budget.depthMax })
    return { value: fromHost(value), fault: fault?.message }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    if (error.code === 'depth') throw new Failure(error.message, 'budget')
    return { value: null, fault: error.message }
  }
}
