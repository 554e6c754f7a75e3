export {
  claimDeliveries,
  forgetDelivery,
  lookUpDelivery,
  restoreDeliveries,
  type DeliveryClaim,
  type RememberedDelivery,
} from './delivery-claims.ts'
export {
  lookUpEffects,
  noteLengthMax,
  redisLedger,
  restoreEffects,
  type DoneEffect,
  type EffectClaim,
  type EffectLedger,
  type EffectState,
  type HeldEffect,
  type Settlement,
} from './effect-ledger.ts'
export { openRedis, redisHealth, type LedgerRedis, type RedisOptions } from './open-redis.ts'
export { restoreForSure, type RestoreTold } from './restore-for-sure.ts'
export { restoreInBatches } from './restore-in-batches.ts'
export { reserveSlots, unusedSlotsMax, type SlotBounds, type SlotRequest } from './rate-slots.ts'
