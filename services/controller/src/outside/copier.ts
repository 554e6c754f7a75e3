import { messageBytesMax, outsideSubject, type Bus, type StreamMessage, type Verdict } from '@millrace/bus'
import { WireError } from '@millrace/protocol/wire'
import { setTimeout as sleep } from 'node:timers/promises'
import { Coalesced } from './coalesced.ts'
import type { OutsideBus } from './outside-bus.ts'
import { partsOf, type Parts } from './parts-of.ts'

/** Where a record is taken to, while it can be. */
export interface Target {
  readonly server: Bus
  /** The ids of the last messages there. */
  readonly ids: Coalesced<ReadonlySet<string>>
}

export interface CopierDeps {
  /** The server, or waits until it can be reached; undefined when `stop` came first. */
  readonly target: () => Promise<Target | undefined>
  readonly stop: AbortSignal
  readonly onCopied: (messages: number, tooLarge: number) => void
  /** A try failed; it is made again. */
  readonly onFault: (fault: unknown) => void
  /** A message that is none of ours is left out. */
  readonly onUnreadable: (seq: number, fault: Error) => void
}

/** How long the server may take to store a message. Milliseconds. */
const ackMaxMs = 5_000
const retryMs = 200

/**
 * Takes one message of a record to its server: store → acknowledge here. A crash in between, or an acknowledgement that is lost, makes
 * it be taken there again: the server's duplicate window recognises it, and where that may have passed it is looked up first.
 */
export async function copyMessage(message: StreamMessage, bus: OutsideBus, deps: CopierDeps): Promise<Verdict> {
  let isRepeat = message.deliveries > 1
  for (;;) {
    const target = await deps.target()
    if (target === undefined) return { kind: 'retry', afterMs: 0 }
    try {
      const parts = partsOf(message, messageBytesMax(target.server))
      await store(parts, bus, target, isRepeat)
      deps.onCopied(parts.parts.length, parts.tooLarge)
      return { kind: 'ack' }
    } catch (fault) {
      if (fault instanceof WireError) {
        deps.onUnreadable(message.seq, fault)
        return { kind: 'reject', reason: fault.message }
      }
      deps.onFault(fault)
    }
    isRepeat = true
    await sleep(retryMs, undefined, { signal: deps.stop }).catch(() => undefined)
  }
}

async function store({ parts }: Parts, bus: OutsideBus, { server, ids }: Target, isRepeat: boolean): Promise<void> {
  const subject = outsideSubject(bus.namespace, bus.name)
  const stored = isRepeat ? await ids.read() : new Set<string>()
  const fresh = parts.filter(({ id }) => !stored.has(id))
  // One after the other: what stands in one message here stays in order there.
  for (const { id, data } of fresh) {
    await server.publish({ subject, data, id }, ackMaxMs)
  }
}
