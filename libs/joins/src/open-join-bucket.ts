import { bucketStream, CasBucket, joinsBucket, type Bus } from '@millrace/bus'

/**
 * Bytes of everything that waits. The server sets them aside; a bucket that is full holds events back on their record
 * until joins have fired.
 */
export const joinsBytesMax = 512 * 1024 * 1024

/** Opens the bucket of joins, making it where it is missing; waits for the bus as long as it takes. */
export async function openJoinBucket(bus: Bus, replicas: number, stop?: AbortSignal): Promise<CasBucket> {
  await bus.ensureStream(bucketStream({ name: joinsBucket, replicas, bytesMax: joinsBytesMax }), stop)
  return new CasBucket(bus, joinsBucket)
}
