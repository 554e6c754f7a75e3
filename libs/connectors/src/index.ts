export { ClientCache, type ClientCacheOptions, type ClientWish } from './client-cache.ts'
export { ClientError, clientFaults, type ClientFault } from './client-error.ts'
export { fingerprintOf } from './fingerprint.ts'
