import type { Address } from './selector.ts'

/** What a place says about a value. */
export type Lookup =
  | { readonly kind: 'found'; readonly value: Buffer }
  | { readonly kind: 'no-object' }
  | { readonly kind: 'no-key' }

/** A place where values are. `lookup` rejects with SecretError where the value is there and cannot be had. */
export interface Source {
  lookup(address: Address): Promise<Lookup>
  /** Everything that a Secret holds; undefined where it is not here. Absent: the place cannot tell. */
  entries?(namespace: string, name: string): Promise<ReadonlyMap<string, Buffer> | undefined>
}
