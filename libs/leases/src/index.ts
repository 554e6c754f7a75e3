export { openLeases } from './open-leases.ts'
export type { LeasesOptions } from './open-leases.ts'
export { Leases, leaseTimesDefault } from './leases.ts'
export type { LeaseTimes, LeaseWork } from './leases.ts'
