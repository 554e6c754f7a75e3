import type { ObjectMeta } from '../blocks/metadata.ts'
import { nearestName } from '../schema/nearest-name.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import type { Check } from './check.ts'

const prefix = 'millrace.io/'

/** Annotations that change what Millrace does with an object. */
export const ANNOTATIONS = {
  /** EventSource: an expression for the delivery id of an event. */
  deliveryId: 'millrace.io/delivery-id',
  /** EventSource: how long a delivery id is remembered, as a Go duration. */
  dedupWindow: 'millrace.io/dedup-window',
  /** Sensor: triggers whose target honours the invocation id: names separated by commas, or `*`. */
  idempotentTargets: 'millrace.io/idempotent-targets',
} as const

interface Annotated {
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** The settings that the annotations of a valid object give. */
export interface Settings {
  readonly deliveryId?: string
  readonly dedupWindowMs?: number
  readonly idempotentTargets?: '*' | readonly string[]
}

/** Reads the `millrace.io/` annotations of an object. What is wrong with them was reported when it was read. */
export function settingsOf(object: Annotated): Settings {
  const { annotations = {} } = object.metadata
  const deliveryId = annotations[ANNOTATIONS.deliveryId]?.trim()
  const window = parseGoDuration(annotations[ANNOTATIONS.dedupWindow]?.trim() ?? '')
  const targets = annotations[ANNOTATIONS.idempotentTargets]
  return {
    ...(deliveryId === undefined || deliveryId === '' ? {} : { deliveryId }),
    ...(window.kind === 'duration' && window.ms > 0 ? { dedupWindowMs: window.ms } : {}),
    ...(targets === undefined ? {} : { idempotentTargets: targetsOf(targets) }),
  }
}

/** `triggers` are the names that a Sensor's annotation may list. */
export function checkAnnotations(object: Annotated, check: Check, triggers: readonly string[] = []): void {
  const known: readonly string[] = Object.values(ANNOTATIONS)
  for (const [name, value] of Object.entries(object.metadata.annotations ?? {})) {
    if (!name.startsWith(prefix)) continue
    const at = ['metadata', 'annotations', name]
    if (!known.includes(name)) {
      const near = nearestName(name, known)
      const remedy = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`
      check.warning('annotation', object, at, 'unknown annotation, ignored', remedy)
    } else if (object.kind !== kindFor(name)) {
      check.warning('annotation', object, at, `means nothing here, it is for kind ${kindFor(name)}`)
    } else {
      const fault = valueFault(name, value.trim(), triggers)
      if (fault !== undefined) check[fault.severity]('annotation', object, at, fault.message)
    }
  }
}

function kindFor(name: string): string {
  return name === ANNOTATIONS.idempotentTargets ? 'Sensor' : 'EventSource'
}

interface Fault {
  readonly severity: 'error' | 'warning'
  readonly message: string
}

function valueFault(name: string, value: string, triggers: readonly string[]): Fault | undefined {
  if (name === ANNOTATIONS.deliveryId) {
    return value === '' ? { severity: 'error', message: 'the expression is empty' } : undefined
  }
  if (name === ANNOTATIONS.dedupWindow) {
    const window = parseGoDuration(value)
    if (window.kind === 'fault') return { severity: 'error', message: window.message }
    return window.ns > 0n ? undefined : { severity: 'error', message: 'the window must be longer than 0' }
  }
  const targets = targetsOf(value)
  if (targets === '*') return undefined
  const unknown = targets.filter((target) => !triggers.includes(target))
  if (targets.length === 0) return { severity: 'error', message: 'no trigger is named; write names or *' }
  return unknown.length === 0
    ? undefined
    : { severity: 'warning', message: `no trigger is called ${unknown.join(', ')}` }
}

function targetsOf(value: string): '*' | readonly string[] {
  const names = value.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
  return names.includes('*') ? '*' : names
}
