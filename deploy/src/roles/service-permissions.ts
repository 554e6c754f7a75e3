import { deployedServices } from '../services.ts'
import type { ServicePermissions } from './role-objects.ts'

/** What each service does with the Kubernetes API; those that leave it alone are there too. */
export const servicePermissions: readonly ServicePermissions[] = Object.entries(deployedServices).map(
  ([service, { permissions }]) => ({ service, permissions }),
)
