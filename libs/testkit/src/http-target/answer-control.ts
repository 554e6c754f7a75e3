import { controlPrefix } from './target-control.ts'
import type { TargetControl } from './target-control.ts'
import { readFault } from './fault.ts'

export interface ControlAnswer {
  readonly status: number
  readonly body: unknown
}

/** Carries out a control request that came over HTTP. */
export async function answerControl(control: TargetControl, path: string, body: string): Promise<ControlAnswer> {
  const wanted = path.slice(controlPrefix.length)
  if (wanted === 'report') return { status: 200, body: await control.report() }
  const value = parse(body)
  if (wanted === 'honour-keys' && typeof value === 'boolean') return done(control.honourKeys(value))
  if (wanted === 'fault' && value === null) return done(control.heal())
  const fault = wanted === 'fault' ? readFault(value) : null
  return fault === null ? { status: 400, body: `no such control: ${wanted} ${body}` } : done(control.fault(fault))
}

async function done(work: Promise<void>): Promise<ControlAnswer> {
  await work
  return { status: 200, body: 'done' }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
