import type { ServiceImpl } from '@connectrpc/connect'
import { invocationsStream, invocationsSubject, redrivenSubject } from '@millrace/bus'
import {
  ErrorReason,
  InvocationServiceListRequestSchema,
  InvocationState,
  type InvocationService,
} from '@millrace/protocol/admin'
import type { Outcome } from '@millrace/protocol/road'
import { encodeInvocationBatch } from '@millrace/protocol/wire'
import { readRedrives } from '../dead/read-heads.ts'
import { findDead, redrive } from '../dead/redrive.ts'
import type { LedgerDoor } from '../dedup/ledger-door.ts'
import { mergeOutcomes } from '../merge-outcomes.ts'
import { adminFault } from '../rpc/admin-fault.ts'
import { callOf, type GuardedCall } from '../rpc/guarded-call.ts'
import { numbersPosition, pageOf } from '../rpc/page.ts'
import { usOf } from '../rpc/time-of.ts'
import type { AdminSubject } from '../subject.ts'
import { cancelInvocation } from './cancel-invocation.ts'
import { findInvocation, type StoredInvocation } from './find-invocation.ts'
import { invocationState } from './invocation-state.ts'

const listedDefault = 50
const outcomesMax = 1_000
const ackTimeoutMs = 5_000

/** What triggers were due for. */
export function invocationService(subject: AdminSubject, door: LedgerDoor): ServiceImpl<typeof InvocationService> {
  const { bus, nowUs } = subject
  return {
    async list(request) {
      const page = pageOf(InvocationServiceListRequestSchema, request, listedDefault, numbersPosition(2))
      const { namespace, sensor, trigger, results, from, until } = request
      const wanted = { namespace, sensor, trigger, results, sinceUs: usOf(from, 0), untilUs: usOf(until, Infinity) }
      const [seq, nth] = page.after ?? []
      const before = seq === undefined || nth === undefined ? undefined : ([seq, nth] as const)
      const found = await subject.store.page(wanted, before, page.size)
      const last = found.at(-1)
      const isFull = found.length === page.size && last !== undefined
      return {
        outcomes: mergeOutcomes(found.map(({ outcome }) => outcome)),
        nextPageToken: isFull ? page.next([last.seq, last.nth]) : '',
      }
    },
    async get({ id }, context) {
      const known = await find(id, subject, callOf(context))
      const { namespace, sensor, trigger, outcomes, state } = known
      const redrives = await readRedrives(bus, redrivenSubject(namespace, sensor, id))
      const nextAttemptAtUs = state === InvocationState.WAITING ? (outcomes.at(-1)?.nextAttemptAtUs ?? 0n) : 0n
      return { state, namespace, sensor, trigger, outcomes, nextAttemptAtUs, redrives }
    },
    async retry({ id, requestId }, context) {
      const { state, found } = await find(id, subject, callOf(context))
      if (state === InvocationState.DEAD || state === InvocationState.UNCERTAIN) {
        const dead = await findDead(bus, id)
        if (dead === undefined) throw conflict('its dead letter is not kept any more')
        return { id: (await redrive(bus, dead, requestId, nowUs())).redrivenId, redriven: true }
      }
      if (state !== InvocationState.WAITING || found === undefined) throw conflict(words[state] ?? '')
      await makeDue(found, requestId, subject)
      return { id, redriven: false }
    },
    async cancel({ id, reason }, context) {
      const call = callOf(context)
      const { state, found } = await find(id, subject, call)
      if (found === undefined) throw conflict(words[state] ?? '')
      const why = `cancelled by ${call.caller.name}${reason === '' ? '' : `: ${reason}`}`
      await cancelInvocation(found, why, { bus, ledger: await door.effects(), nowUs, stop: subject.stop })
      return {}
    },
  }
}

const words: Readonly<Record<InvocationState, string>> = {
  [InvocationState.UNSPECIFIED]: 'it is not known where it stands',
  [InvocationState.DUE]: 'it is due already, or a try of it is under way',
  [InvocationState.WAITING]: 'it waits',
  [InvocationState.HELD]: 'a pause holds it: resume the sensor or trigger',
  [InvocationState.SUCCEEDED]: 'it succeeded',
  [InvocationState.DEAD]: 'it was given up',
  [InvocationState.UNCERTAIN]: 'it was given up, and its effect may be there',
}

const conflict = (why: string): Error => adminFault(ErrorReason.STATE_CONFLICT, `nothing was changed: ${why}`)

interface KnownInvocation {
  readonly namespace: string
  readonly sensor: string
  readonly trigger: string
  readonly outcomes: Outcome[]
  readonly state: InvocationState
  readonly found: StoredInvocation | undefined
}

/** Throws `ID_UNKNOWN`, and `FORBIDDEN` where it is of a namespace that the caller may not look into. */
async function find(id: string, { bus, store }: AdminSubject, call: GuardedCall): Promise<KnownInvocation> {
  const outcomes = mergeOutcomes((await store.byId(id, outcomesMax)).filter((one) => one.invocationId === id))
  const dead = outcomes.length > 0 ? undefined : await findDead(bus, id)
  const told = dead?.outcome === undefined ? outcomes : [dead.outcome]
  const isOver = invocationState(told, undefined) !== InvocationState.UNSPECIFIED && isConcluded(told)
  const found = isOver ? undefined : await findInvocation(bus, id)
  const names = told[0] ?? found?.batch.invocations[0]
  await call.enterFound(names === undefined ? [] : [names.namespace])
  if (names === undefined) {
    throw adminFault(ErrorReason.ID_UNKNOWN, `no invocation ${id} waits, runs or is among the outcomes that are kept`)
  }
  const { namespace, sensor, trigger } = names
  return { namespace, sensor, trigger, outcomes: told, found, state: invocationState(told, found) }
}

const concluded = new Set<InvocationState>([InvocationState.SUCCEEDED, InvocationState.DEAD, InvocationState.UNCERTAIN])
const isConcluded = (outcomes: readonly Outcome[]): boolean => concluded.has(invocationState(outcomes, undefined))

/**
 * Stores a waiting invocation as due, then takes its own waiting message away, by its position: a later try that was put
 * there meanwhile stays. A message that holds others too stays as well; the ledger lets the effect happen once.
 */
async function makeDue({ batch, seq }: StoredInvocation, requestId: string, { bus }: AdminSubject): Promise<void> {
  const [invocation] = batch.invocations
  const id = `retried-${invocation?.id}-${invocation?.attempt}-${requestId}`
  await bus.publish({ subject: invocationsSubject, data: encodeInvocationBatch(batch), id }, ackTimeoutMs)
  const message = await bus.manager.streams.getMessage(invocationsStream, { seq })
  if (message?.subject === `invocations.later.${invocation?.id}`) {
    // It may have become due by itself meanwhile.
    await bus.manager.streams.deleteMessage(invocationsStream, seq, false).catch(() => undefined)
  }
}
