import { secretPermissions } from '@millrace/secrets/kube'

/** Everything that ingest does with the Kubernetes API, where `MILLRACE_KUBE` is set. Its Roles are generated from this list. */
export const ingestPermissions = secretPermissions
