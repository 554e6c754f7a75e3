import {
  defaultBusName,
  EVENT_SOURCE_TYPES,
  eventsOf,
  settingsOf,
  webhooksOf,
  type DeclaredEvent,
  type EventSource,
  type EventSourceType,
  type Settings,
  type WebhookContext,
} from '@millrace/manifests'

/** An event as a manifest has it, before anything in it is looked at. */
export interface Candidate {
  readonly namespace: string
  readonly eventSource: string
  readonly eventName: string
  readonly bus: string
  /** Whether it has a Service of its own in a cluster. */
  readonly hasService: boolean
  /** CloudEvents type. */
  readonly type: string
  /** `http`: received here. `http-later`: over HTTP too, but not received yet. `pull`: fetched by another service. */
  readonly arrives: 'http' | 'http-later' | 'pull'
  /** From the object's root: `spec.webhook.example`. */
  readonly field: string
  /** Where the webhook's fields are in it. */
  readonly webhookField: '' | '.webhook'
  readonly webhook: WebhookContext | undefined
  readonly declared: DeclaredEvent
  readonly settings: Settings
  /** The field by which its type proves who sends, if the manifest sets it. */
  readonly proofField: string | undefined
}

/** The types whose events are received here, whole. */
export const receivedTypes: ReadonlySet<EventSourceType> = new Set(['webhook', 'github', 'gitlab'])

/** Fields by which a type itself proves who sends: whoever sets one does not want events taken without it. */
const proofs: Readonly<Partial<Record<EventSourceType, string>>> = {
  github: 'webhookSecret',
  gitlab: 'secretToken',
  bitbucketserver: 'webhookSecret',
  slack: 'signingSecret',
  sns: 'validateSignature',
}

/** Every event of an EventSource, of every type. */
export function candidatesOf(source: EventSource): Candidate[] {
  const { metadata, spec } = source
  const settings = settingsOf(source)
  const webhooks = new Map(webhooksOf(source).map(({ type, name, context }) => [`${type}.${name}`, context]))
  return eventsOf(source).map((declared) => {
    const { type: key, name, event } = declared
    const { type, webhook } = EVENT_SOURCE_TYPES[key]
    const proof = proofs[key]
    const isHttp = webhook !== 'none'
    return {
      namespace: metadata.namespace,
      eventSource: metadata.name,
      eventName: name,
      bus: spec.eventBusName ?? defaultBusName,
      hasService: spec.service !== undefined,
      type,
      arrives: receivedTypes.has(key) ? 'http' : isHttp ? 'http-later' : 'pull',
      field: `spec.${key}.${name}`,
      webhookField: webhook === 'block' ? '.webhook' : '',
      webhook: declared.type === 'webhook' ? declared.event : webhooks.get(`${key}.${name}`),
      declared,
      settings,
      proofField: proof !== undefined && Reflect.get(event, proof) !== undefined ? proof : undefined,
    }
  })
}
