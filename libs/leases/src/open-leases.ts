import { bucketStream, CasBucket, leasesBucket, type Bus } from '@millrace/bus'
import { followBucket } from '@millrace/registry'
import { Kvm } from '@nats-io/kv'
import { Leases, type LeaseTimes, type LeaseWork } from './leases.ts'

export interface LeasesOptions {
  readonly bus: Bus
  /** Copies that the bus keeps. */
  readonly replicas: number
  /** What is divided: replicas of one service have the same. Lower-case letters. */
  readonly group: string
  /** Of this replica; no other may have the same. Letters, digits, `-`. */
  readonly identity: string
  readonly work: LeaseWork
  readonly times?: LeaseTimes
  readonly stop: AbortSignal
  /** Told of what keeps leases from being had or renewed; it goes on trying. */
  readonly onFault?: (fault: unknown) => void
}

/** Opens the bucket of leases, making it where it is missing; waits for the bus as long as it takes. */
export async function openLeases(options: LeasesOptions): Promise<Leases> {
  const { bus, replicas, stop, onFault } = options
  await bus.ensureStream(bucketStream({ name: leasesBucket, replicas, bytesMax: -1 }), stop)
  const leases = new Leases({ ...options, bucket: new CasBucket(bus, leasesBucket) })
  const bucket = await new Kvm(bus.connection).open(leasesBucket)
  const following = await followBucket({
    bus,
    bucket,
    onEntries: (entries) => leases.see(entries),
    ...(onFault === undefined ? {} : { onFault }),
  })
  leases.begin(following)
  return leases
}
