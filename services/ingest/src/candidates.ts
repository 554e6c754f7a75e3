import type { EventSourceObject, GithubEvent, GitlabEvent, WebhookBlock, WebhookEvent } from './event-source.ts'
import { sourceTypes } from './source-type.ts'

/** An event as a manifest has it, before anything in it is looked at. */
export interface Candidate {
  readonly namespace: string
  readonly eventSource: string
  readonly eventName: string
  readonly bus: string
  /** CloudEvents type. */
  readonly type: string
  readonly arrives: 'http' | 'http-later' | 'pull'
  /** From the object's root: `spec.webhook.example`. */
  readonly field: string
  /** Where the webhook block is in it: nowhere else for type `webhook`, else `.webhook`. */
  readonly webhookField: '' | '.webhook'
  readonly webhook: WebhookBlock | undefined
  readonly event: WebhookEvent | GithubEvent | GitlabEvent
  readonly annotations: Readonly<Record<string, string>>
  /** The field by which its type proves who sends, if the manifest sets it. */
  readonly proofField: string | undefined
}

const busDefault = 'default'

/** Every event of an EventSource, of every type. */
export function candidatesOf({ metadata, spec }: EventSourceObject): Candidate[] {
  const candidates: Candidate[] = []
  for (const [key, { type, arrives, proof = [] }] of Object.entries(sourceTypes)) {
    for (const [eventName, event] of eventsOf(spec, key)) {
      candidates.push({
        namespace: metadata.namespace,
        eventSource: metadata.name,
        eventName,
        bus: spec.eventBusName ?? busDefault,
        type,
        arrives,
        field: `spec.${key}.${eventName}`,
        webhookField: key === 'webhook' ? '' : '.webhook',
        webhook: key === 'webhook' ? asWebhook(event) : event.webhook,
        event,
        annotations: metadata.annotations ?? {},
        proofField: proof.find((field) => Reflect.get(event, field) !== undefined),
      })
    }
  }
  return candidates
}

type AnyEvent = (WebhookEvent | GithubEvent | GitlabEvent) & { readonly webhook?: WebhookBlock }

function eventsOf(spec: EventSourceObject['spec'], key: string): [string, AnyEvent][] {
  const events: unknown = Reflect.get(spec, key)
  if (typeof events !== 'object' || events === null) return []
  // The registry holds validated objects; of types that are not received here only names are used.
  return Object.entries(events as Record<string, AnyEvent>)
}

/** Type `webhook` has the block's fields inline. */
const asWebhook = (event: AnyEvent): WebhookBlock => event as WebhookEvent
