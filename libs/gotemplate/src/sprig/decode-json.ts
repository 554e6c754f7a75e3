import type { Context } from '../call/context.ts'
import { wellFormed } from '../text/utf8.ts'
import { fromHost } from '../value/from-host.ts'
import type { Value } from '../value/value.ts'

/** Go's `json.Unmarshal` into anything: with a fault there can still be a value. */
export function decodeJson(
  { budget }: Context,
  text: string,
): { readonly value: Value; readonly fault: string | undefined } {
  budget.work(text.length)
  let fault: string | undefined
  try {
    const host: unknown = JSON.parse(wellFormed(text), (_, member: unknown) => {
      budget.step()
      if (typeof member !== 'number' || Number.isFinite(member)) return member
      // A number that is too great is left out.
      fault = 'json: cannot unmarshal number into Go value of type float64'
      return null
    })
    return { value: fromHost(host), fault }
  } catch (error) {
    if (error instanceof SyntaxError) return { value: null, fault: `invalid JSON: ${error.message}` }
    throw error
  }
}
