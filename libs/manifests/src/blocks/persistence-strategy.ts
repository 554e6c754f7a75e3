import { may, object, quantity, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

/** The volume of a bus server. */
export const persistenceStrategy = object('PersistenceStrategy', {
  storageClassName: may(string({ keepEmpty: true }), 'Kubernetes storage class.'),
  accessMode: may(string(), 'Kubernetes access mode. Default ReadWriteOnce.'),
  volumeSize: may(quantity(), 'Size of the volume, such as 10Gi.'),
})

export type PersistenceStrategy = Infer<typeof persistenceStrategy>
