import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { BindingFateSchema, FateSchema, type Fate } from '@millrace/protocol/fate'
import type { RoadEvent } from '@millrace/protocol/wire'
import type { NatsConnection } from '@nats-io/nats-core'
import { fateSubject } from './names.ts'

/** Attribute of an event whose sender waits: who is to be told what becomes of it. */
export const waiterAttribute = 'millracewaiter'

/** How far an event has come; proto/millrace/v1/fate.proto says what the fields mean. */
export interface FateInit {
  readonly isDuplicate?: boolean
  readonly isDecided?: boolean
  readonly bindings?: MessageInitShape<typeof BindingFateSchema>[]
}

/**
 * Tells whoever waits for an event how far it has come. Nobody waits for most events, and then this does nothing; nothing
 * depends on it either: it is not stored, and while the bus is away it is not sent.
 */
export function tellFate({ connection }: Publishing, event: Waited, fate: FateInit): void {
  const waiter = event.attributes.get(waiterAttribute)
  if (typeof waiter !== 'string' || waiter === '') return
  try {
    connection.publish(fateSubject(waiter), toBinary(FateSchema, create(FateSchema, { ...fate, eventId: event.id })))
  } catch {
    // The connection is closing: the one who waits finds out by waiting.
  }
}

interface Publishing {
  readonly connection: Pick<NatsConnection, 'publish'>
}

type Waited = Pick<RoadEvent, 'id' | 'attributes'>

/** Hears what becomes of the events that name this waiter, until it is disposed of. */
export function hearFates(
  { connection }: { readonly connection: NatsConnection },
  waiter: string,
  onFate: (fate: Fate) => void,
): Disposable {
  const subscription = connection.subscribe(fateSubject(waiter), {
    callback: (error, { data }) => {
      if (error !== null) return
      const fate = readFate(data)
      if (fate !== undefined) onFate(fate)
    },
  })
  return { [Symbol.dispose]: () => subscription.unsubscribe() }
}

/** Anybody on the bus can send here; what is no fate is none. */
function readFate(data: Uint8Array): Fate | undefined {
  try {
    return fromBinary(FateSchema, data)
  } catch {
    return undefined
  }
}
