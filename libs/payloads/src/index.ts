export { Payloads, type Loaded, type PayloadConfig } from './payloads.ts'
export { payloadOptions, type PayloadSettings } from './payload-options.ts'
export { withData, withRef } from './with-data.ts'
export { wholeEvent, type WholeEvent } from './whole-event.ts'
