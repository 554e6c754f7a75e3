import { CasBucket, bucketStream, BusFault, type Bus } from '@millrace/bus'
import type { ReplayRecord, ShadowFiring } from './replay.ts'

/** Where replays are kept: `replay.<id>` and `shadow.<id>`. */
export const replaysBucket = 'replays'
const bucketBytesMax = 64 * 1_048_576
/** Replays that are kept; beyond, the oldest that have ended are forgotten. */
export const replaysMax = 200

/** A replay with the revision that a change of it must name. */
export interface KeptReplay {
  readonly record: ReplayRecord
  readonly revision: number
}

/** Opens the bucket, creating it where it is missing; waits for the bus as long as it takes. */
export async function openReplayRecords(
  bus: Pick<Bus, 'manager' | 'publish' | 'ensureStream'>,
  replicas: number,
  stop?: AbortSignal,
): Promise<ReplayRecords> {
  await bus.ensureStream(bucketStream({ name: replaysBucket, replicas, bytesMax: bucketBytesMax }), stop)
  return new ReplayRecords(new CasBucket(bus, replaysBucket))
}

/** Replays as NATS keeps them. Each is changed by compare-and-set. Every call rejects with BusFault. */
export class ReplayRecords {
  readonly #bucket: CasBucket

  constructor(bucket: CasBucket) {
    this.#bucket = bucket
  }

  async get(id: string): Promise<KeptReplay | undefined> {
    const kept = await this.#bucket.get(key(id))
    // We wrote it.
    if (kept === undefined) return undefined
    return { record: JSON.parse(Buffer.from(kept.value).toString()) as ReplayRecord, revision: kept.revision }
  }

  /** The last begun first. */
  async list(): Promise<KeptReplay[]> {
    const ids = (await this.#bucket.keys('replay.*')).map((name) => name.slice('replay.'.length))
    const kept = await Promise.all(ids.map((id) => this.get(id)))
    return kept.filter((one) => one !== undefined).sort((a, b) => b.record.startedAtUs - a.record.startedAtUs)
  }

  /** The new revision; `conflict` when somebody else was first. Revision 0: there is none yet. */
  set(record: ReplayRecord, revision: number): Promise<number | 'conflict'> {
    return this.#bucket.set(key(record.id), Buffer.from(JSON.stringify(record)), revision)
  }

  /** Changes a replay, as often as somebody else is first. Undefined: there is none. */
  async change(id: string, change: (record: ReplayRecord) => ReplayRecord): Promise<ReplayRecord | undefined> {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const kept = await this.get(id)
      if (kept === undefined) return undefined
      const changed = change(kept.record)
      if (changed === kept.record || (await this.set(changed, kept.revision)) !== 'conflict') return changed
    }
    throw new BusFault('bus-conflict', `the replay ${id} could not be changed`)
  }

  async shadow(id: string): Promise<ShadowFiring[]> {
    const kept = await this.#bucket.get(`shadow.${id}`)
    return kept === undefined ? [] : (JSON.parse(Buffer.from(kept.value).toString()) as ShadowFiring[])
  }

  putShadow(id: string, firings: readonly ShadowFiring[]): Promise<void> {
    return this.#bucket.put(`shadow.${id}`, Buffer.from(JSON.stringify(firings)))
  }

  /** Forgets the oldest that have ended, beyond {@link replaysMax}. */
  async prune(): Promise<void> {
    const ended = (await this.list()).slice(replaysMax).filter(({ record }) => record.state !== 'running')
    for (const { record } of ended) {
      await this.#bucket.remove(key(record.id))
      await this.#bucket.remove(`shadow.${record.id}`)
    }
  }
}

const triesMax = 20
const key = (id: string): string => `replay.${id}`
