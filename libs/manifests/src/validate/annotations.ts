import type { ObjectMeta } from '../blocks/metadata.ts'
import { nearestName } from '../schema/nearest-name.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import type { Check } from './check.ts'
import { readCallsMax, readNames } from './annotation-values.ts'
import { parseJoinDeadlines, type JoinDeadlines } from './join-deadline.ts'

const prefix = 'millrace.io/'

/** Annotations that change what Millrace does with an object. */
export const ANNOTATIONS = {
  /** EventSource: an expression for the delivery id of an event. */
  deliveryId: 'millrace.io/delivery-id',
  /** EventSource: how long a delivery id is remembered, as a Go duration. */
  dedupWindow: 'millrace.io/dedup-window',
  /** Sensor: triggers whose target honours the invocation id: names separated by commas, or `*`. */
  idempotentTargets: 'millrace.io/idempotent-targets',
  /** Sensor: how many calls of a trigger may be under way in one executor: `8`, or `name=8, other=2`. */
  callsMax: 'millrace.io/calls-max',
  /** Sensor: triggers that no breaker puts off: names separated by commas, or `*`. */
  noBreaker: 'millrace.io/no-breaker',
  /** Sensor: triggers that are paused: names separated by commas, or `*`. */
  paused: 'millrace.io/paused',
  /** Sensor: how old a half-complete join may get: `1h`, or `trigger=10m, *=1h`. */
  joinDeadline: 'millrace.io/join-deadline',
} as const

const onSensors: readonly string[] = [
  ANNOTATIONS.idempotentTargets,
  ANNOTATIONS.callsMax,
  ANNOTATIONS.noBreaker,
  ANNOTATIONS.paused,
  ANNOTATIONS.joinDeadline,
]

/** A binding has one trigger, `submit`. */
const onBindings: readonly string[] = [ANNOTATIONS.callsMax, ANNOTATIONS.noBreaker, ANNOTATIONS.paused]

interface Annotated {
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** The settings that the annotations of a valid object give. */
export interface Settings {
  readonly deliveryId?: string
  readonly dedupWindowMs?: number
  readonly idempotentTargets?: '*' | readonly string[]
  /** By trigger name; `*`: of all others. */
  readonly callsMax?: ReadonlyMap<string, number>
  readonly noBreaker?: '*' | readonly string[]
  readonly paused?: '*' | readonly string[]
  readonly joinDeadlines?: JoinDeadlines
}

/** Reads the `millrace.io/` annotations of an object. What is wrong with them was reported when it was read. */
export function settingsOf(object: Annotated): Settings {
  const { annotations = {} } = object.metadata
  const deliveryId = annotations[ANNOTATIONS.deliveryId]?.trim()
  const window = parseGoDuration(annotations[ANNOTATIONS.dedupWindow]?.trim() ?? '')
  const targets = annotations[ANNOTATIONS.idempotentTargets]
  const callsMax = readCallsMax(annotations[ANNOTATIONS.callsMax] ?? '')
  const noBreaker = readNames(annotations[ANNOTATIONS.noBreaker] ?? '')
  const paused = readNames(annotations[ANNOTATIONS.paused] ?? '')
  const deadline = annotations[ANNOTATIONS.joinDeadline]
  const joinDeadlines = deadline === undefined ? undefined : parseJoinDeadlines(deadline)
  return {
    ...(deliveryId === undefined || deliveryId === '' ? {} : { deliveryId }),
    ...(window.kind === 'duration' && window.ms > 0 ? { dedupWindowMs: window.ms } : {}),
    ...(targets === undefined ? {} : { idempotentTargets: readNames(targets) }),
    ...(callsMax === undefined ? {} : { callsMax }),
    ...(noBreaker.length === 0 ? {} : { noBreaker }),
    ...(paused.length === 0 ? {} : { paused }),
    ...(joinDeadlines === undefined || 'kind' in joinDeadlines ? {} : { joinDeadlines }),
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
    } else if (!kindsFor(name).includes(object.kind)) {
      check.warning('annotation', object, at, `means nothing here, it is for kind ${kindsFor(name).join(' and ')}`)
    } else {
      const fault = valueFault(name, value.trim(), triggers)
      if (fault !== undefined) check[fault.severity]('annotation', object, at, fault.message)
    }
  }
}

function kindsFor(name: string): readonly string[] {
  if (onBindings.includes(name)) return ['Sensor', 'WorkflowEventBinding']
  return onSensors.includes(name) ? ['Sensor'] : ['EventSource']
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
  if (name === ANNOTATIONS.callsMax) return callsMaxFault(value, triggers)
  if (name === ANNOTATIONS.joinDeadline) {
    const read = parseJoinDeadlines(value)
    if ('kind' in read) return { severity: 'error', message: read.message }
    return strangersFault([...read.byTrigger.keys()], triggers)
  }
  const targets = readNames(value)
  if (targets === '*') return undefined
  if (targets.length === 0 && value === 'false') return undefined
  if (targets.length === 0) return { severity: 'error', message: 'no trigger is named; write names or *' }
  return strangersFault(targets, triggers)
}

function callsMaxFault(value: string, triggers: readonly string[]): Fault | undefined {
  const read = readCallsMax(value)
  if (read === undefined) {
    return { severity: 'error', message: 'write a number from 1 to 10000, or trigger=number pairs separated by commas' }
  }
  return strangersFault(
    [...read.keys()].filter((name) => name !== '*'),
    triggers,
  )
}

function strangersFault(named: readonly string[], triggers: readonly string[]): Fault | undefined {
  const unknown = named.filter((name) => !triggers.includes(name))
  return unknown.length === 0
    ? undefined
    : { severity: 'warning', message: `no trigger is called ${unknown.join(', ')}` }
}
