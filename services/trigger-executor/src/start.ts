import { dueFilter, boundsDefault, invocationsStream, openBus, ownStreams, sharedConsumer } from '@millrace/bus'
import { openRedis, redisHealth, redisLedger, restoreForSure } from '@millrace/ledger'
import { Payloads } from '@millrace/payloads'
import { serveControl, untilStopped, version, type Running, type ServiceDeps } from '@millrace/service'
import { randomBytes } from 'node:crypto'
import type { ExecutorConfig } from './config.ts'
import type { ExecuteDeps } from './deps.ts'
import { openEmit } from './emit.ts'
import { executorEvents, type ExecutorEvents } from './events.ts'
import { execute } from './execute.ts'
import { HeldClaims } from './held-claims.ts'
import { claimerOn, rateOn, settlerOn } from './ledger-gathers.ts'
import { restoreFromOutcomes } from './restore-effects.ts'
import { Slots } from './slots.ts'
import { followPauses, type FollowedPauses } from './follow-pauses.ts'
import { followTriggers } from './follow-triggers.ts'
import { postponer } from './put-off.ts'
import { gatesBy, type MakeGate } from './triggers.ts'

/** Messages that all replicas together may hold unacknowledged. */
const unackedMax = 20_000
/** What is held beyond the calls under way only waits: enough to keep those busy. */
const inFlightBytesMax = 1_048_576
/** A message whose calls take longer than this keeps no other message waiting. Milliseconds. */
const asideAfterMs = 250

/** INVOCATIONS → effects and OUTCOMES. */
export async function startExecutor(config: ExecutorConfig, { life, telemetry }: ServiceDeps): Promise<Running> {
  const { log } = telemetry
  const { stop } = life
  const onFault = (fault: unknown): void =>
    log.error('An invocation could not be dealt with; it comes again', { error: String(fault) })
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'trigger-executor',
      stop,
      onConnection: (change) => log.warn(`NATS connection ${change}`),
      onTrouble: (trouble) => log.error(trouble),
    }),
  )
  const events = executorEvents(telemetry)
  const nowUs = (): number => Date.now() * 1_000
  const restoring = { bus, windowMs: config.effectWindowMs, nowUs }
  const redis = openRedis({
    url: config.redisUrl,
    onConnection: (change) => log.warn(`Redis connection ${change}`),
    restore: { claimEffects: (on) => restoreForSure(() => restoreFromOutcomes(on, restoring), events, stop) },
  })
  setup.defer(() => redis.disconnect())
  for (const stream of ownStreams({ ...boundsDefault, replicas: config.replicas })) await bus.ensureStream(stream, stop)
  const consumer = sharedConsumer('trigger-executor', config.ackWaitMs, unackedMax, dueFilter)
  await bus.ensureConsumer(invocationsStream, consumer, stop)
  const gates = gatesOf(config, events)
  let pauses: FollowedPauses | undefined
  const triggers = setup.use(await followTriggers(config, bus, telemetry, gates, () => pauses?.changed(), stop))
  const { isPausedSubject } = triggers
  pauses = setup.use(await followPauses({ bus, replicas: config.replicas, stop, onFault, isPausedSubject }))
  const { isPaused } = pauses
  if (config.control !== undefined) {
    const dependencies = () => Promise.resolve([bus.health(), redisHealth(redis)])
    const drain = (): void => life.drain()
    setup.use(
      await serveControl({ service: 'trigger-executor', version, drain, ...config.control, life, dependencies }),
    )
  }
  const ledger = redisLedger(redis, config.effectWindowMs)
  const emit = setup.use(openEmit(bus, { stop, onFault: (_subject, fault) => onFault(fault) }))
  const settler = settlerOn(ledger, config.settleGatherMs, onFault)
  const deps: ExecuteDeps = {
    claimer: claimerOn(ledger, `trigger-executor-${randomBytes(6).toString('hex')}`, config.leaseMs, settler),
    claims: setup.use(new HeldClaims(ledger, config.leaseMs)),
    settler,
    emit,
    slots: new Slots(config.callsMax),
    payloads: new Payloads(bus, config),
    events,
    triggerOf: triggers.get,
    isPaused,
    rate: rateOn(redis),
    postpone: postponer({ emit, events, nowUs }),
    stop,
    nowUs,
    random: Math.random,
  }
  const pull = pullOf(config, onFault)
  const consumption = bus.consume(pull, (message) => execute(message, deps))
  setup.use(bus.sweepSettled({ stream: invocationsStream, consumer: 'trigger-executor', filter: dueFilter }))
  const done = untilStopped(stop).then(() => consumption[Symbol.asyncDispose]())
  const owned = setup.move()
  return { done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function pullOf({ inFlightMax, ackWaitMs, callsMax }: ExecutorConfig, onFault: (fault: unknown) => void) {
  const consumer = { stream: invocationsStream, consumer: 'trigger-executor' }
  return {
    ...consumer,
    inFlightMax,
    inFlightBytesMax,
    ackWaitMs,
    asideAfterMs,
    asideMax: callsMax,
    onFault,
  }
}

/** A trigger's gate is made when it comes into force. */
function gatesOf(config: ExecutorConfig, events: ExecutorEvents): MakeGate {
  const make = gatesBy(gateOptions(config), (owner, change) => events.breaker(owner, change))
  return (owner, limits) => {
    events.inForce(owner)
    return make(owner, limits)
  }
}

function gateOptions(config: ExecutorConfig) {
  const { callsPerTriggerMax: callsMax, breakerFailuresMax: failuresMax } = config
  const { breakerOpenMs: openMs, breakerOpenMaxMs: openMaxMs } = config
  const nowMs = (): number => performance.now()
  return { callsMax, breaker: { failuresMax, openMs, openMaxMs }, nowMs, random: Math.random }
}
