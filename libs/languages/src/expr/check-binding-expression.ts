import { ExprError, compile } from '@millrace/expr'
import type { PlainMap } from '@millrace/expr'
import { hostFunctions } from './host-functions.ts'
import { payloadSamples } from './payload-kinds.ts'

/** Which names an expression of a WorkflowEventBinding finds: in `submit.metadata` there are functions besides. */
export type BindingPlace = 'event' | 'metadata'

const { env: functions } = hostFunctions({ unsupportedJson: 'error' })

/**
 * Throws an ExprError where an expression compiles for no type of payload at all: then no event can satisfy it. One that
 * fits objects alone is right, though the check of an event with another payload refuses it.
 */
export function checkBindingExpression(source: string, place: BindingPlace): void {
  let first: unknown
  for (const payload of Object.values(payloadSamples)) {
    const names: PlainMap = { namespace: '', discriminator: '', metadata: {}, payload }
    try {
      compile(source, { env: place === 'event' ? names : { ...names, ...functions } })
      return
    } catch (error) {
      if (!(error instanceof ExprError)) throw error
      first ??= error
    }
  }
  throw first
}
