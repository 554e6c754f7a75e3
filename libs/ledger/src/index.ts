export {
  claimDeliveries,
  forgetDelivery,
  lookUpDelivery,
  type DeliveryClaim,
  type RememberedDelivery,
} from './delivery-claims.ts'
export {
  lookUpEffects,
  noteLengthMax,
  redisLedger,
  type EffectClaim,
  type EffectLedger,
  type EffectState,
  type HeldEffect,
  type Settlement,
} from './effect-ledger.ts'
export { openRedis, redisHealth, type LedgerRedis, type RedisOptions } from './open-redis.ts'
export { reserveSlots, unusedSlotsMax, type SlotBounds, type SlotRequest } from './rate-slots.ts'
