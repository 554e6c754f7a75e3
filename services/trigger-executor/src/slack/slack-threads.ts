import { CasBucket, bucketStream, type Bus } from '@millrace/bus'
import { createHash } from 'node:crypto'

/** Remembers which message opened a thread. */
export interface SlackThreads {
  /** The `ts` of the message that opened the thread; undefined when there is none yet. */
  opener(thread: Thread): Promise<string | undefined>
  /** The first to say so wins; a later one is left out. */
  opened(thread: Thread, ts: string): Promise<void>
}

/** What a thread is known by. */
export interface Thread {
  readonly namespace: string
  readonly channel: string
  /** `messageAggregationKey`. */
  readonly key: string
}

const bucketName = 'slack_threads'
const bucketBytesMax = 16_777_216
/** A thread that nobody opened for this long is forgotten: the next message opens another. Nanoseconds. */
const keptNs = 30 * 24 * 3_600 * 1_000_000_000

/** Threads in a bucket that all replicas share; it is made when the first thread is asked for. */
export function busSlackThreads(bus: Bus, replicas: number): SlackThreads {
  const stream = { ...bucketStream({ name: bucketName, replicas, bytesMax: bucketBytesMax }), max_age: keptNs }
  const bucket = new CasBucket(bus, bucketName)
  let made: Promise<void> | undefined
  const ready = (): Promise<void> => {
    made ??= bus.ensureStream(stream).catch((fault: unknown) => {
      made = undefined
      throw fault
    })
    return made
  }
  return {
    async opener(thread) {
      await ready()
      const known = await bucket.get(keyOf(thread))
      return known === undefined ? undefined : Buffer.from(known.value).toString()
    },
    async opened(thread, ts) {
      await bucket.set(keyOf(thread), Buffer.from(ts), 0)
    },
  }
}

function keyOf({ namespace, channel, key }: Thread): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, channel, key]))
    .digest('hex')
}
