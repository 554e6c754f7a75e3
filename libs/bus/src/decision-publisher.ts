import { encodeDecisionBatch } from '@millrace/protocol/wire'
import type { GroupOptions, GroupPublisher } from './group-publisher.ts'
import { decidedSubject } from './names.ts'

/**
 * Stores encoded `DecisionGroup`s on OUTCOMES. They gather: nobody waits for a decision but the ack of the message that
 * it is about. Never gives up.
 */
export function decisionPublisher(bus: { publisher(options: GroupOptions): GroupPublisher }): GroupPublisher {
  return bus.publisher({
    subject: decidedSubject,
    join: encodeDecisionBatch,
    entriesMax: 512,
    bytesMax: 512 * 1024,
    inFlightMax: 2,
    // Far more than the messages that a service works on can make.
    waitingMax: 100_000,
    gatherMs: 25,
    giveUpMs: Infinity,
    ackTimeoutMs: 5_000,
  })
}
