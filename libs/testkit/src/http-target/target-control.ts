import type { TargetFault } from './fault.ts'
import type { TallyReport } from './tally.ts'

/** Steers a target: the same for one in this process and for one in its own. */
export interface TargetControl {
  /** From now on, and for as long as it lasts, this is wrong. */
  fault(fault: TargetFault): Promise<void>
  /** Nothing is wrong any more. */
  heal(): Promise<void>
  /** Whether a repeated Idempotency-Key has no second effect. */
  honourKeys(honours: boolean): Promise<void>
  report(): Promise<TallyReport>
}

/** Paths below this are the target's own and no calls. */
export const controlPrefix = '/-/'

/** Steers the target at a URL over HTTP. */
export function targetControl(url: string): TargetControl {
  const send = async (path: string, body: unknown): Promise<Response> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(new URL(`${controlPrefix}${path}`, url), init)
    if (!response.ok)
      throw new Error(`the target at ${url} refused ${path}: ${response.status} ${await response.text()}`)
    return response
  }
  return {
    fault: async (fault) => void (await send('fault', fault)),
    heal: async () => void (await send('fault', null)),
    honourKeys: async (honours) => void (await send('honour-keys', honours)),
    // The other side is this library's own server, whose answer has this type.
    report: async () => (await send('report', undefined).then((response) => response.json())) as TallyReport,
  }
}
