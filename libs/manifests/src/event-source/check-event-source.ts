import { checkAnnotations } from '../validate/annotations.ts'
import type { Check } from '../validate/check.ts'
import { checkEvent } from './check-event.ts'
import type { EventSource } from './event-source.ts'
import { eventsOf, webhooksOf, type DeclaredEvent } from './events-of.ts'
import { EVENT_SOURCE_TYPES } from './types.ts'

/** The rules of each event and those across them. */
export function checkEventSource(source: EventSource, check: Check): void {
  const events = eventsOf(source)
  for (const event of events) checkEvent(event, check)
  checkNames(events, check)
  checkTypes(events, check)
  checkEndpoints(source, check)
  checkAnnotations(source, check)
}

function checkNames(events: readonly DeclaredEvent[], check: Check): void {
  const seen = new Map<string, DeclaredEvent>()
  for (const event of events) {
    const first = seen.get(event.name)
    if (first === undefined) seen.set(event.name, event)
    else {
      const message = `more than one ${JSON.stringify(event.name)} found in the spec`
      const remedy = `the other one is under ${first.type}; event names are unique across all types`
      check.error('duplicate', event.event, [], message, remedy)
    }
  }
}

function checkTypes(events: readonly DeclaredEvent[], check: Check): void {
  const leader = events.find((event) => EVENT_SOURCE_TYPES[event.type].ha === 'leader')
  const everywhere = events.find((event) => EVENT_SOURCE_TYPES[event.type].ha === 'all')
  if (leader === undefined || everywhere === undefined) return
  const message = 'event sources with rolling update and recreate update strategy can not be put together'
  const remedy = `put ${leader.type} and ${everywhere.type} in EventSources of their own`
  check.error('conflict', leader.event, [], message, remedy)
}

function checkEndpoints(source: EventSource, check: Check): void {
  const seen = new Map<string, string>()
  for (const { type, name, context } of webhooksOf(source)) {
    const key = `${String(Number(context.port))} ${context.endpoint}`
    const first = seen.get(key)
    if (first === undefined) seen.set(key, `${type}.${name}`)
    else {
      const message = `port ${context.port} and endpoint ${context.endpoint} are taken by ${first}, so this never fires`
      check.error('conflict', context, ['endpoint'], message, 'give each event a port or endpoint of its own')
    }
  }
}
