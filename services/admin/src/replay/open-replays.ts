import { openReplayRecords, openReplays, type Replays } from '@millrace/replay'
import type { ServiceTelemetry } from '@millrace/telemetry'
import type { AdminConfig } from '../config.ts'
import { findDead, redrive } from '../dead/redrive.ts'
import type { AdminSubject } from '../subject.ts'
import { replaySensors } from './replay-sensors.ts'

/** Opens the replays of this installation; this replica carries out those that nobody else does. */
export async function openAdminReplays(
  config: AdminConfig,
  subject: Pick<AdminSubject, 'bus' | 'payloads' | 'registry' | 'history' | 'nowUs' | 'stop'>,
  telemetry: ServiceTelemetry,
): Promise<Replays> {
  const { bus, payloads, registry, history, nowUs, stop } = subject
  const { log, tracing } = telemetry
  return openReplays({
    records: await openReplayRecords(bus, config.replicas, stop),
    carry: () => ({
      bus,
      history: history?.store,
      sensors: replaySensors(registry()),
      payloads,
      effectWindowMs: config.effectWindowMs,
      nowUs,
      async redrive(invocationId, { id: replayId, traceparent }) {
        const dead = await findDead(bus, invocationId)
        if (dead === undefined) return false
        await redrive(bus, dead, `replay-${replayId}`, nowUs(), { replayId, traceparent })
        return true
      },
    }),
    trace(id, { namespace, mode }) {
      const attributes = { 'millrace.replay_id': id, 'millrace.namespace': namespace, 'millrace.replay_mode': mode }
      const span = tracing.start('replay', { kind: 'internal', attributes })
      span.end()
      return span.traceparent
    },
    nowUs,
    onEnded: ({ id, state, note, counts }) => log.info('A replay has ended', { replay: id, state, note, ...counts }),
    onFault: (id, error) => log.warn('A replay could not go on; it is taken up again', { replay: id, error }),
  })
}
