import type { Selector } from '@millrace/secrets'

/** User and password that a request must carry. */
export interface BasicAuthBlock {
  readonly username?: Selector
  readonly password?: Selector
}

/** The fields of a webhook: inline in type `webhook`, under `webhook` in the other types. */
export interface WebhookBlock {
  readonly endpoint: string
  /** Decimal. */
  readonly port?: string
  readonly method?: string
  readonly serverCertSecret?: Selector
  readonly serverKeySecret?: Selector
  readonly metadata?: Readonly<Record<string, string>>
  readonly authSecret?: Selector
  readonly basicAuth?: BasicAuthBlock
  /** Bytes. */
  readonly maxPayloadSize?: number
}

interface Filtered {
  readonly filter?: { readonly expression?: string }
}

interface Hooked extends Filtered {
  readonly webhook?: WebhookBlock
  readonly metadata?: Readonly<Record<string, string>>
}

/** An event of type `webhook`. */
export type WebhookEvent = WebhookBlock & Filtered

/** An event of type `github`. */
export interface GithubEvent extends Hooked {
  readonly webhookSecret?: Selector
}

/** An event of type `gitlab`. */
export interface GitlabEvent extends Hooked {
  readonly secretToken?: Selector
}

type Events<T> = Readonly<Record<string, T>>

/** What ingest reads of an EventSource. The types it does not receive are looked at for their event names alone. */
export interface EventSourceObject {
  readonly metadata: {
    readonly namespace: string
    readonly name: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: {
    readonly eventBusName?: string
    readonly webhook?: Events<WebhookEvent>
    readonly github?: Events<GithubEvent>
    readonly gitlab?: Events<GitlabEvent>
  }
}
