import { token } from '@millrace/bus'
import { eventIdPrefix, type DeliveryTarget } from '@millrace/deliveries'
import {
  defaultBusName,
  EVENT_SOURCE_TYPES,
  eventsOf,
  settingsOf,
  type DeclaredEvent,
  type EventSourceType,
} from '@millrace/manifests'
import type { RegistryObject } from '@millrace/registry'
import { isDeepStrictEqual } from 'node:util'

/** An event that is to be pulled. */
export interface WantedSource {
  /** Names it in leases and in memory: letters, digits, `-=.`. */
  readonly key: string
  /** From the object's root: `spec.calendar.example`. */
  readonly field: string
  readonly target: DeliveryTarget
  readonly declared: DeclaredEvent
  /** The account of `spec.template.serviceAccountName`. */
  readonly serviceAccount: string | undefined
  /** The annotation `millrace.io/delivery-id`. */
  readonly idExpression: string | undefined
}

/** The events of all EventSources that are of these types, by key. */
export function wantedSources(
  objects: Iterable<RegistryObject>,
  types: ReadonlySet<EventSourceType>,
): ReadonlyMap<string, WantedSource> {
  const wanted = new Map<string, WantedSource>()
  for (const object of objects) {
    if (object.kind !== 'EventSource') continue
    for (const declared of eventsOf(object)) {
      const source = types.has(declared.type) ? wantedSource(object, declared) : undefined
      if (source !== undefined && !wanted.has(source.key)) wanted.set(source.key, source)
    }
  }
  return wanted
}

/** Whether nothing about it changed that its source would notice. */
export function isSameSource(a: WantedSource, b: WantedSource): boolean {
  return isDeepStrictEqual(a, b)
}

function wantedSource(object: Extract<RegistryObject, { kind: 'EventSource' }>, declared: DeclaredEvent): WantedSource {
  const { namespace, name: eventSource } = object.metadata
  const { type, name: eventName } = declared
  const { dedupWindowMs = 0, deliveryId } = settingsOf(object)
  return {
    key: [namespace, eventSource, eventName].map(token).join('.'),
    field: `spec.${type}.${eventName}`,
    target: {
      namespace,
      bus: object.spec.eventBusName ?? defaultBusName,
      eventSource,
      eventName,
      type: EVENT_SOURCE_TYPES[type].type,
      dedupWindowMs,
      idPrefix: eventIdPrefix(namespace, eventSource, eventName),
    },
    declared,
    serviceAccount: object.spec.template?.serviceAccountName,
    idExpression: deliveryId,
  }
}
