export type { Constellation, ConstellationOptions } from './constellation.ts'
export { startConstellation } from './constellation.ts'
export type { Replica, ServiceName, ServiceSettings } from './replica.ts'
export { serviceNames } from './replica.ts'
