import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { BindingFaultSchema, type BindingFault } from '@millrace/protocol/fate'
import type { NatsConnection } from '@nats-io/nats-core'
import { bindingFaultsSubject } from './names.ts'

interface Connected {
  readonly connection: NatsConnection
}

/** Tells whoever hears it that a binding failed on an event. Nothing depends on it: it is not stored. */
export function tellBindingFault({ connection }: Connected, fault: MessageInitShape<typeof BindingFaultSchema>): void {
  try {
    connection.publish(bindingFaultsSubject, toBinary(BindingFaultSchema, create(BindingFaultSchema, fault)))
  } catch {
    // The connection is closing; the decision and the dead letter tell the same.
  }
}

/** Hears which bindings fail, until it is disposed of. */
export function hearBindingFaults({ connection }: Connected, onFault: (fault: BindingFault) => void): Disposable {
  const subscription = connection.subscribe(bindingFaultsSubject, {
    callback: (error, { data }) => {
      const fault = error === null ? readFault(data) : undefined
      if (fault !== undefined) onFault(fault)
    },
  })
  return { [Symbol.dispose]: () => subscription.unsubscribe() }
}

/** Anybody on the bus can send here; what is no fault is none. */
function readFault(data: Uint8Array): BindingFault | undefined {
  try {
    return fromBinary(BindingFaultSchema, data)
  } catch {
    return undefined
  }
}
