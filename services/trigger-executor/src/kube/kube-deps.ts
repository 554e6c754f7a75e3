import type { Languages } from '@millrace/sensor'
import type { Tracing } from '@millrace/telemetry'
import type { ArtifactDeps } from '../artifact/artifact-deps.ts'
import type { KubeAccess } from './kube-access.ts'

/** What triggers that act on a cluster need of the process. */
export interface KubeDeps {
  /** Undefined: no cluster is configured. */
  readonly kube: KubeAccess | undefined
  readonly artifacts: ArtifactDeps
  readonly languages: Languages
  readonly tracing: Tracing
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
  /** Numbers in [0, 1). */
  readonly random: () => number
}
