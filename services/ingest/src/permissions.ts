import type { Permission } from '@millrace/kube'
import { secretPermissions } from '@millrace/secrets/kube'
import { workflowEventsPermissions } from './workflow-events/permissions.ts'

/** Everything that ingest does with the Kubernetes API, where `MILLRACE_KUBE` is set. Its Roles are generated from this list. */
export const ingestPermissions: readonly Permission[] = [...secretPermissions, ...workflowEventsPermissions]
