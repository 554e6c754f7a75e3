import type { ServiceImpl } from '@connectrpc/connect'
import { Code, ConnectError } from '@connectrpc/connect'
import type { Bus } from '@millrace/bus'
import { Progress, type AdminService, type GetRoadResponse } from '@millrace/protocol/admin'
import type { Pauses, RegistrySnapshot } from '@millrace/registry'
import { version } from '@millrace/service'
import { TooManyError } from './at-most.ts'
import { deadService } from './dead/dead-service.ts'
import { idLengthMax } from './find-road.ts'
import { streamsHealth } from './health.ts'
import type { JoinsWanted, joinsWaiting } from './list-joins.ts'
import { mergeOutcomes } from './merge-outcomes.ts'
import type { OutcomeStore } from './outcome-store.ts'
import { pauseService } from './pause/pause-service.ts'
import { topologyOf } from './topology.ts'
import { summaryOf, unknownSummary } from './why/summary.ts'

/** What the admin API answers from. */
export interface AdminSubject {
  readonly bus: Bus
  readonly store: OutcomeStore
  readonly registry: () => RegistrySnapshot
  readonly pauses: Pauses
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  readonly road: (id: string) => Promise<GetRoadResponse>
  readonly joins: (wanted: JoinsWanted) => ReturnType<typeof joinsWaiting>
  /** More that is wrong, a sentence each: what this process knows and NATS does not tell. */
  readonly problems: () => readonly string[]
}

const outcomesDefault = 50
const outcomesMax = 1_000
const joinsDefault = 100
const joinsMax = 1_000

/** `millrace.admin.v1`. */
export function adminService(subject: AdminSubject): ServiceImpl<typeof AdminService> {
  const { bus, store } = subject
  return {
    async getHealth() {
      const { problems, streams, backlogs } = await streamsHealth(bus)
      const all = [...problems, ...subject.problems()]
      return { ok: problems.length === 0, problems: all, streams: [...streams], backlogs: [...backlogs], version }
    },
    getTopology() {
      return { objects: topologyOf(subject.registry().objects.values()) }
    },
    async listOutcomes({ limit, namespace, sensor }) {
      const newest = await store.newest(namespace, sensor, limitOf(limit, outcomesDefault, outcomesMax))
      return { outcomes: mergeOutcomes(newest) }
    },
    listJoins: ({ namespace, sensor, limit }) =>
      answered(() => subject.joins({ namespace, sensor, limit: limitOf(limit, joinsDefault, joinsMax) })),
    getRoad: ({ id }) => roadOf(id, subject),
    async why({ id }) {
      const road = await roadOf(id, subject)
      return { summary: whySummary(road), progress: road.progress, reasons: road.reasons }
    },
    ...deadService(bus, subject.nowUs),
    ...pauseService(subject),
  }
}

function limitOf(limit: number, byDefault: number, max: number): number {
  if (limit >= 0 && limit <= max) return limit === 0 ? byDefault : limit
  throw new ConnectError(`limit is ${limit}; give 1 to ${max}, or 0 for ${byDefault}`, Code.InvalidArgument)
}

function roadOf(id: string, { road }: AdminSubject): Promise<GetRoadResponse> {
  if (id === '' || id.length > idLengthMax) {
    throw new ConnectError(`id must have 1 to ${idLengthMax} characters`, Code.InvalidArgument)
  }
  return answered(() => road(id))
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof TooManyError) throw new ConnectError(error.message, Code.ResourceExhausted)
    throw error
  }
}

function whySummary({ progress, note, reasons, searched }: GetRoadResponse): string {
  if (progress === Progress.UNKNOWN) return unknownSummary(Number(searched))
  return reasons.length === 0 ? note : summaryOf(reasons)
}
