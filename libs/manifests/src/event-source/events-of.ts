import type { WebhookContext } from '../blocks/webhook-context.ts'
import type { EventSource } from './event-source.ts'
import type { EventSourceSpec } from './spec.ts'
import { EVENT_SOURCE_TYPES, eventSourceTypeKeys, type EventSourceType } from './types.ts'

/** The settings of one event of type `K`. */
export type EventOf<K extends EventSourceType> = NonNullable<EventSourceSpec[K]>[string]

/** One event of an EventSource; `type` says what `event` is. */
export type DeclaredEvent = {
  [K in EventSourceType]: { readonly type: K; readonly name: string; readonly event: EventOf<K> }
}[EventSourceType]

/** One event that arrives by HTTP. */
export interface DeclaredWebhook {
  readonly type: EventSourceType
  readonly name: string
  readonly context: WebhookContext
}

/** Every event of an EventSource, type by type. */
export function eventsOf(source: Pick<EventSource, 'spec'>): readonly DeclaredEvent[] {
  return eventSourceTypeKeys.flatMap((type) => {
    // The key and the settings come from the same member of the spec, which the compiler cannot follow through a loop.
    const events = Object.entries(source.spec[type] ?? {})
    return events.map(([name, event]) => ({ type, name, event }) as DeclaredEvent)
  })
}

/** The events that arrive by HTTP, each with its endpoint. */
export function webhooksOf(source: Pick<EventSource, 'spec'>): readonly DeclaredWebhook[] {
  return eventsOf(source).flatMap(({ type, name, event }) => {
    const context = webhookOf(event)
    return context === undefined || EVENT_SOURCE_TYPES[type].webhook === 'none' ? [] : [{ type, name, context }]
  })
}

function webhookOf(event: DeclaredEvent['event']): WebhookContext | undefined {
  if ('webhook' in event) return event.webhook
  return 'port' in event ? event : undefined
}
