export { eventSourceExpressions } from './event-source-expressions.ts'
export type { EventSourceExpressions } from './event-source-expressions.ts'
export { hostFunctions } from './host-functions.ts'
export type { HostFunctions, HostOptions } from './host-functions.ts'
