import type { ServiceImpl } from '@connectrpc/connect'
import { redrivenSubject, type Bus } from '@millrace/bus'
import {
  DeadLetterServiceListRequestSchema,
  ErrorReason,
  type DeadLetterFilter,
  type DeadLetterService,
} from '@millrace/protocol/admin'
import type { DeadLetter, Redrive } from '@millrace/protocol/road'
import { plainData } from '../events/recorded-event.ts'
import { adminFault, invalid } from '../rpc/admin-fault.ts'
import { callOf, type GuardedCall } from '../rpc/guarded-call.ts'
import { numbersPosition, pageOf } from '../rpc/page.ts'
import type { AdminSubject } from '../subject.ts'
import { discard } from './discard.ts'
import { matches } from './match-dead.ts'
import { readHeads, readRedrives, type DeadHead } from './read-heads.ts'
import { findDead, redrive } from './redrive.ts'

const listedDefault = 50
/** Dead letters that one request redrives or discards at most. */
const changedMax = 200
/** … and at a time: each is stored twice, one after the other. */
const atATime = 20

/** What the calls about dead letters work with. */
export type DeadSubject = Pick<AdminSubject, 'bus' | 'nowUs' | 'redact'>

/** The calls about dead letters. */
export function deadService({ bus, nowUs, redact }: DeadSubject): ServiceImpl<typeof DeadLetterService> {
  return {
    async list(request) {
      const page = pageOf(DeadLetterServiceListRequestSchema, request, listedDefault, numbersPosition(1))
      const all = (await headsOf(bus, request.filter))
        .filter(({ redrives }) => request.withRedriven || redrives.length === 0)
        .toReversed()
      // Newest first: one that comes meanwhile moves the others on, so a position is the letter's own number.
      const before = page.after?.[0] ?? Infinity
      const rest = all.filter(({ seq }) => seq < before)
      const deadLetters = rest.slice(0, page.size)
      const last = deadLetters.at(-1)
      const nextPageToken = last === undefined || rest.length <= page.size ? '' : page.next([last.seq])
      return { deadLetters, total: BigInt(all.length), nextPageToken }
    },
    async get({ id }, context) {
      const deadLetter = await need(bus, id, callOf(context))
      const redrives = await redrivesOf(bus, deadLetter)
      // What was read is this call's own, so it may be changed in place.
      const events = deadLetter.invocation?.deliveries.flatMap(({ event }) => event ?? []) ?? []
      events.forEach(plainData)
      return { deadLetter, redrives, redacted: events.map((event) => redact(event)).includes(true) }
    },
    async redrive({ ids, filter, requestId, dryRun }, context) {
      const call = callOf(context)
      const due = await meant(bus, ids, filter, call, ({ redrives }) => redrives.length === 0)
      if (dryRun) return { redrives: [], more: false, left: BigInt(due.length) }
      const done: Redrive[] = []
      await inGroups(due.slice(0, changedMax), async (id) => {
        const dead = await findDead(bus, id)
        if (dead !== undefined) done.push(await once(bus, dead, requestId, nowUs()))
      })
      const left = Math.max(0, due.length - changedMax)
      return { redrives: done, more: left > 0, left: BigInt(left) }
    },
    async discard({ ids, filter, dryRun }, context) {
      const due = await meant(bus, ids, filter, callOf(context), () => true)
      if (dryRun) return { discarded: 0n, more: false, left: BigInt(due.length) }
      let discarded = 0n
      await inGroups(due.slice(0, changedMax), async (id) => {
        if (await discard(bus, id)) discarded += 1n
      })
      const left = Math.max(0, due.length - changedMax)
      return { discarded, more: left > 0, left: BigInt(left) }
    },
  }
}

async function headsOf(bus: Bus, filter: DeadLetterFilter | undefined): Promise<DeadHead[]> {
  const { namespace = '', sensor = '' } = filter ?? {}
  const heads = await readHeads(bus, namespace, sensor)
  return filter === undefined ? heads : heads.filter(({ outcome }) => matches(outcome, filter))
}

/** The ids of the letters that a change is about, once the caller has the right to it in the namespace of each. */
async function meant(
  bus: Bus,
  ids: readonly string[],
  filter: DeadLetterFilter | undefined,
  call: GuardedCall,
  isDue: (head: DeadHead) => boolean,
): Promise<readonly string[]> {
  if ((ids.length === 0) === (filter === undefined)) throw invalid('ids', 'give either ids or a filter')
  if (filter !== undefined) {
    await call.enter(filter.namespace)
    return (await headsOf(bus, filter)).filter(isDue).map(({ outcome }) => outcome.invocationId)
  }
  const letters = await Promise.all(ids.map((id) => findDead(bus, id)))
  await call.enterFound(letters.flatMap((letter) => letter?.outcome?.namespace ?? []))
  const missing = ids.find((_, index) => letters[index] === undefined)
  if (missing !== undefined) throw unknown(missing)
  return ids
}

async function inGroups(ids: readonly string[], act: (id: string) => Promise<void>): Promise<void> {
  for (let at = 0; at < ids.length; at += atATime) await Promise.all(ids.slice(at, at + atATime).map(act))
}

/** The same request again is told what it did the first time. */
async function once(bus: Bus, dead: DeadLetter, requestId: string, nowUs: number): Promise<Redrive> {
  const known = (await redrivesOf(bus, dead)).find((one) => one.requestId === requestId)
  return known ?? redrive(bus, dead, requestId, nowUs)
}

function redrivesOf(bus: Bus, { outcome }: DeadLetter): Promise<Redrive[]> {
  const { namespace = '', sensor = '', invocationId = '' } = outcome ?? {}
  return readRedrives(bus, redrivenSubject(namespace, sensor, invocationId))
}

async function need(bus: Bus, id: string, call: GuardedCall): Promise<DeadLetter> {
  const dead = await findDead(bus, id)
  await call.enterFound(dead?.outcome === undefined ? [] : [dead.outcome.namespace])
  if (dead !== undefined) return dead
  throw unknown(id)
}

const unknown = (id: string): Error =>
  adminFault(ErrorReason.ID_UNKNOWN, `no dead letter has the id ${JSON.stringify(id.slice(0, 100))}; list them`)
