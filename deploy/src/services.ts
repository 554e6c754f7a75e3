import { adminOptions } from '@millrace/admin'
import { controllerOptions } from '@millrace/controller'
import { controllerPermissions } from '@millrace/controller/permissions'
import { dedupOptions } from '@millrace/dedup'
import { ingestOptions } from '@millrace/ingest'
import { ingestPermissions } from '@millrace/ingest/permissions'
import type { Permission } from '@millrace/kube'
import { routerOptions } from '@millrace/router'
import type { Options } from '@millrace/service'
import { sourcesOptions, sourcesPermissions } from '@millrace/sources'
import { executorOptions } from '@millrace/trigger-executor'
import { executorPermissions } from '@millrace/trigger-executor/permissions'

/** What a Deployment of a service may set and what its ServiceAccount may do. */
export interface DeployedService {
  readonly options: Options
  readonly permissions: readonly Permission[]
}

/** Every service there is, by the name of its folder below `services/`. */
export const deployedServices: Readonly<Record<string, DeployedService>> = {
  /** It asks the API server by the tokens of its callers alone, which takes no right of its own. */
  admin: { options: adminOptions, permissions: [] },
  controller: { options: controllerOptions, permissions: controllerPermissions },
  dedup: { options: dedupOptions, permissions: [] },
  ingest: { options: ingestOptions, permissions: ingestPermissions },
  router: { options: routerOptions, permissions: [] },
  sources: { options: sourcesOptions, permissions: sourcesPermissions },
  'trigger-executor': { options: executorOptions, permissions: executorPermissions },
}
