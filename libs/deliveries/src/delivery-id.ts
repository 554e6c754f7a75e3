import { hash } from 'node:crypto'

/** Characters of a delivery id; a longer one is stood for by its hash. */
export const deliveryIdCharsMax = 512

/** The id, or its hash where it is longer than an id may be. */
export function boundedDeliveryId(id: string): string {
  return id.length <= deliveryIdCharsMax ? id : `sha256:${hash('sha256', id, 'hex')}`
}
