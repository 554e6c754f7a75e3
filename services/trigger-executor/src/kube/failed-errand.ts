import { isKubeError, type KubeError } from '@millrace/kube'
import { reasonOf } from '@millrace/connectors'
import { withoutCredentials } from '@millrace/telemetry'
import type { Attempted } from '../next-step.ts'
import { ErrandError } from './errand.ts'

/**
 * What a failure of the API means for an attempt. What the server refused had no effect; whoever may not do something, or
 * sends an object that can never be, need not try again. Rethrows what is no failure of the API.
 */
export function failedErrand(type: string, error: unknown): Attempted {
  if (error instanceof ErrandError) {
    const { message, fault, isDenied, verb } = error
    const mayHaveActed = verb !== 'get' && fault.mayHaveActed()
    return failed(type, message, fault, { isDenied, mayHaveActed })
  }
  // What is asked outside of an errand, such as which resource serves a kind, changes nothing.
  if (isKubeError(error)) return failed(type, error.message, error, { isDenied: false, mayHaveActed: false })
  throw error
}

/** Codes that no later attempt can mend. A kind that is missing may be installed, a namespace made, a name set free. */
const finalCodes = ['object-invalid', 'refused'] as const

interface Verdict {
  readonly isDenied: boolean
  readonly mayHaveActed: boolean
}

function failed(type: string, message: string, fault: KubeError, { isDenied, mayHaveActed }: Verdict): Attempted {
  return {
    kind: 'failed',
    reason: withoutCredentials(`${type}: ${message}${because(fault)}`),
    status: fault.status ?? 0,
    effect: mayHaveActed ? 'unknown' : 'none',
    ...(fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs }),
    ...(isDenied || isKubeError(fault, ...finalCodes) ? { final: true } : {}),
  }
}

function because({ cause }: KubeError): string {
  return cause === undefined ? '' : `: ${reasonOf(cause)}`
}
