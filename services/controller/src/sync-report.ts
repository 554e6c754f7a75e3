import type { Problem, ReadObject } from '@millrace/manifests'
import type { ObjectKey, RegistryObject } from '@millrace/registry'
import type { RecordWish } from './decide.ts'

/** What a look at the manifests came to. */
export interface SyncReport {
  /** Every object of our kinds that was read, usable or not. */
  readonly objects: readonly ReadObject[]
  /** Objects that are in force from now on in a new version, with their generations. */
  readonly put: readonly RegistryObject[]
  readonly removed: readonly ObjectKey[]
  /** Everything in force. */
  readonly inForce: readonly RegistryObject[]
  /** Everything that is wrong, in order of file and place. */
  readonly problems: readonly Problem[]
  /** Buses that objects name and no manifest describes: they have default settings. */
  readonly impliedBuses: readonly Pick<RecordWish, 'namespace' | 'bus'>[]
}
