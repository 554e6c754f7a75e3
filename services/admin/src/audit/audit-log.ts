import { create, toBinary, type DescMessage, type DescMethod, type Message } from '@bufbuild/protobuf'
import { auditSubject, type Bus } from '@millrace/bus'
import { AuditEntrySchema, AuditStage, ErrorReason } from '@millrace/protocol/admin'
import { randomUUID } from 'node:crypto'
import type { Caller } from '../access/caller.ts'
import { adminFault } from '../rpc/admin-fault.ts'
import { methodName } from '../rpc/method-rules.ts'
import { requestText } from './request-text.ts'

/** Where it is written who changes what. */
export interface AuditLog {
  open(caller: Caller, method: DescMethod, peer: string): AuditedCall
}

/** One call that changes something. */
export interface AuditedCall {
  /** Writes that the change is about to be made. Rejects with `AUDIT_AWAY`: then it must not be made. */
  intend(namespace: string, schema: DescMessage, request: Message): Promise<void>
  /** Writes what became of it, for each namespace that was intended. Never rejects. */
  end(): Promise<void>
  fail(code: string, message: string): Promise<void>
}

export interface AuditOptions {
  readonly bus: Bus
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  readonly onFault: (fault: unknown) => void
}

const ackTimeoutMs = 5_000
const messageLengthMax = 500

/** The audit on the stream AUDIT. */
export function auditLog(options: AuditOptions): AuditLog {
  return { open: (caller, method, peer) => new Call(options, caller, method, peer) }
}

class Call implements AuditedCall {
  readonly #options: AuditOptions
  readonly #head: { callId: string; caller: string; authenticatedBy: string; peer: string; method: string }
  /** Namespaces that something was intended in, and the request. */
  readonly #intended = new Map<string, string>()

  constructor(options: AuditOptions, caller: Caller, method: DescMethod, peer: string) {
    this.#options = options
    this.#head = {
      callId: randomUUID(),
      caller: caller.name,
      authenticatedBy: caller.by,
      peer,
      method: methodName(method),
    }
  }

  async intend(namespace: string, schema: DescMessage, message: Message): Promise<void> {
    const request = requestText(schema, message)
    try {
      await this.#write({ namespace, request, stage: AuditStage.INTENDED })
    } catch (cause) {
      throw adminFault(ErrorReason.AUDIT_AWAY, 'the change cannot be written to the audit stream', { cause })
    }
    this.#intended.set(namespace, request)
  }

  end(): Promise<void> {
    return this.#close({ stage: AuditStage.DONE, code: 'OK', message: '' })
  }

  fail(code: string, message: string): Promise<void> {
    return this.#close({ stage: AuditStage.FAILED, code, message: message.slice(0, messageLengthMax) })
  }

  async #close(ending: { stage: AuditStage; code: string; message: string }): Promise<void> {
    for (const [namespace, request] of this.#intended) {
      // The intention is written; that its ending is not is told by its absence.
      await this.#write({ namespace, request, ...ending }).catch(this.#options.onFault)
    }
    this.#intended.clear()
  }

  async #write(entry: { namespace: string; request: string; stage: AuditStage; code?: string; message?: string }) {
    const { bus, nowUs } = this.#options
    const data = toBinary(
      AuditEntrySchema,
      create(AuditEntrySchema, { ...this.#head, ...entry, atUs: BigInt(nowUs()) }),
    )
    const id = `${this.#head.callId}-${entry.namespace}-${entry.stage}`
    await bus.publish({ subject: auditSubject(entry.namespace), data, id }, ackTimeoutMs)
  }
}
