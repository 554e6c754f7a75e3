import type { Delivery, EventContext, Sender } from 'rhea'
import { reasonOf, refused, uncertain, type Begin, type Sent } from '../sent.ts'
import { AmqpConnection } from './amqp-connection.ts'
import { amqpVerdict, type Settlement } from './amqp-verdict.ts'
import type { AzureSettings } from './azure-settings.ts'
import { putToken } from './put-token.ts'
import { sasToken } from './sas-token.ts'

/** A message for a queue, a topic or a hub. */
export interface AzureMessage {
  readonly body: Uint8Array
  /** The message id: what duplicate detection goes by. */
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
}

/** Bounds that tests shorten. */
export interface AzureSenderOptions {
  /** How long the service may take to settle a message. Milliseconds, default 30,000. */
  readonly settleMaxMs?: number
  /** How long a sender may be used with a token of its own making. Milliseconds, default 45 minutes. */
  readonly freshMs?: number
}

const settleMaxMsDefault = 30_000
/** Tokens are made out for this long. A sender is replaced before its token ends, so none is ever renewed. */
const tokenLifeMs = 3_600_000
const freshMsDefault = 2_700_000

/** Connects, shows the credentials and attaches to the queue, topic or hub. Rejects when any of these is refused. */
export async function openAzureSender(
  settings: AzureSettings,
  { settleMaxMs = settleMaxMsDefault, freshMs = freshMsDefault }: AzureSenderOptions = {},
): Promise<AzureSender> {
  const { host, port, isEmulator, tls, endpoint, entity, credential } = settings
  const { default: rhea } = await import('rhea')
  const amqp = await AmqpConnection.open({ host, port, ...(isEmulator ? {} : { tls }) })
  try {
    const resource = endpoint + entity
    const expiresAt = Math.floor((Date.now() + tokenLifeMs) / 1_000)
    const token = credential.kind === 'key' ? sasToken(resource, credential, expiresAt) : credential.token
    await putToken(amqp, resource, token)
    // Else rhea tells of each modified message a second time, as released.
    const linkOptions = { target: { address: entity }, treat_modified_as_released: false }
    const link = amqp.rhea.open_sender(linkOptions)
    await amqp.until('sendable', ({ sender }) => sender === link, `${entity} took no messages`)
    amqp.ended.throwIfAborted()
    return new AzureSender(amqp, link, rhea.message, {
      settleMaxMs,
      freshForMs: credential.kind === 'key' ? freshMs : Infinity,
    })
  } catch (error) {
    await amqp[Symbol.asyncDispose]()
    throw error
  }
}

interface SenderBounds {
  readonly settleMaxMs: number
  /** For how long it may be used. Milliseconds. */
  readonly freshForMs: number
}

/** Sends to one queue, topic or hub, each message with a known end. */
export class AzureSender implements AsyncDisposable {
  readonly #amqp: AmqpConnection
  readonly #link: Sender
  readonly #codec: typeof import('rhea').message
  readonly #staleAt: number
  readonly #settleMaxMs: number
  #credit: Promise<void> | undefined
  readonly #pending = new Map<Delivery, (settled: Settlement | Error) => void>()

  constructor(amqp: AmqpConnection, link: Sender, codec: typeof import('rhea').message, bounds: SenderBounds) {
    this.#amqp = amqp
    this.#link = link
    this.#codec = codec
    this.#staleAt = performance.now() + bounds.freshForMs
    this.#settleMaxMs = bounds.settleMaxMs
    amqp.ended.addEventListener('abort', () => {
      for (const settle of this.#pending.values()) settle(amqp.ended.reason as Error)
    })
    const follow = (event: string, settlementOf: (context: EventContext) => Settlement): void =>
      void amqp.rhea.on(event, (context: EventContext) => {
        if (context.delivery !== undefined) this.#pending.get(context.delivery)?.(settlementOf(context))
      })
    follow('accepted', () => ({ kind: 'accepted' }))
    follow('rejected', rejection)
    follow('released', () => ({ kind: 'released' }))
    follow('modified', ({ delivery }) => ({
      kind: 'modified',
      isTried: (delivery?.remote_state as { readonly delivery_failed?: boolean } | undefined)?.delivery_failed === true,
    }))
  }

  /** It has ended, or its token soon does: open another. */
  get broken(): boolean {
    return this.#amqp.ended.aborted || performance.now() > this.#staleAt
  }

  async send({ body, id, properties }: AzureMessage, begin: Begin): Promise<Sent> {
    const encoded = this.#codec.encode({
      message_id: id,
      application_properties: { ...properties },
      body: this.#codec.data_section(Buffer.from(body)),
    })
    // 0 or absent: as large as it likes.
    const bytesMax = this.#link.max_message_size
    if (bytesMax > 0 && encoded.length > bytesMax) {
      return refused(`the message has ${encoded.length} bytes, the service takes ${bytesMax}`, true)
    }
    try {
      while (!this.#link.sendable()) await (this.#credit ??= this.#moreCredit())
      this.#amqp.ended.throwIfAborted()
    } catch (error) {
      return refused(reasonOf(error))
    }
    if (!begin()) return { kind: 'withdrawn' }
    const delivery = this.#link.send(encoded, undefined, 0)
    const settled = await this.#settlementOf(delivery)
    // rhea does not tell whether a message that waits for room was written before the end.
    return settled instanceof Error ? uncertain(`no receipt: ${reasonOf(settled)}`) : amqpVerdict(settled)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#amqp[Symbol.asyncDispose]()
  }

  /** One wait for all who wait. */
  async #moreCredit(): Promise<void> {
    const isOurs = ({ sender }: EventContext): boolean => sender === this.#link
    try {
      await this.#amqp.until('sendable', isOurs, 'the service took no more messages', this.#settleMaxMs)
    } finally {
      this.#credit = undefined
    }
  }

  async #settlementOf(delivery: Delivery): Promise<Settlement | Error> {
    const { promise, resolve } = Promise.withResolvers<Settlement | Error>()
    this.#pending.set(delivery, resolve)
    // A message that still waits here must not go out later on: the connection ends with the waiting.
    const giveUp = (): void => this.#amqp.end(new Error(`the service settled nothing within ${this.#settleMaxMs} ms`))
    const timer = setTimeout(giveUp, this.#settleMaxMs)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#pending.delete(delivery)
    }
  }
}

function rejection({ delivery }: EventContext): Settlement {
  const state = delivery?.remote_state as { readonly error?: { condition?: string; description?: string } } | undefined
  const { condition = 'rejected', description = '' } = state?.error ?? {}
  return { kind: 'rejected', condition, description }
}
