import { reasonOf, type Begin, type ClientCache, type ClientWish, type Sent } from '@millrace/connectors'
import type { Payload } from '@millrace/sensor'
import { withoutCredentials, type Attributes, type Tracing } from '@millrace/telemetry'
import { inputFault, setupFault, type Act } from './act.ts'
import type { Attempted } from './next-step.ts'
import { useClient } from './use-client.ts'

/** A message of one invocation, ready to be handed to a client. */
export interface OutgoingMessage {
  /** The payload; no bytes when no entry had anything to say. */
  readonly text: string
  readonly invocationId: string
  /** For the header or property of that name. */
  readonly traceparent: string
  readonly begin: Begin
}

/** How a trigger type sends. */
export interface MessageSpec<C extends AsyncDisposable> {
  /** The type, for messages. */
  readonly type: string
  readonly payload: Payload
  readonly clients: ClientCache<C>
  /** Reads the secrets and says which client is wanted. Rejects when a secret cannot be read. */
  readonly wish: () => Promise<ClientWish<C>>
  /** Never rejects but for a fault of ours. */
  readonly send: (client: C, message: OutgoingMessage) => Promise<Sent>
  /** The client will not work again. */
  readonly isBroken: (client: C) => boolean
  readonly spanName: string
  readonly attributes: Attributes
}

/** Builds the payload, has a client ready, sends, and says what became of it. */
export function messageAct<C extends AsyncDisposable>(spec: MessageSpec<C>, tracing: Tracing): Act {
  return async (invocation, span, mayBegin) => {
    const built = spec.payload.build(invocation.seen)
    if (built.kind === 'error') return inputFault(`${spec.type}.${built.field}: ${built.message}`)
    let wish: ClientWish<C>
    try {
      wish = await spec.wish()
    } catch (error) {
      return setupFault(`${spec.type}: ${reasonOf(error)}`)
    }
    const call = tracing.start(spec.spanName, {
      kind: 'producer',
      parent: span.traceparent,
      attributes: tracing.recording ? { ...spec.attributes, 'messaging.message.id': invocation.id } : {},
    })
    const message: OutgoingMessage = {
      text: built.text ?? '',
      invocationId: invocation.id,
      traceparent: call.traceparent,
      begin: mayBegin,
    }
    const attempted = await useClient(
      spec.type,
      spec.clients,
      wish,
      async (client) => attemptedOf(spec.type, await spec.send(client, message)),
      spec.isBroken,
    )
    if (attempted.kind === 'failed') call.fail(attempted.reason)
    call.end()
    return attempted
  }
}

/** Withdrawn counts as nothing done: whoever withdrew knows. */
function attemptedOf(type: string, sent: Sent): Attempted {
  if (sent.kind !== 'failed') return { kind: 'succeeded', status: 0 }
  return { ...sent, reason: withoutCredentials(`${type}: ${sent.reason}`), status: 0 }
}
