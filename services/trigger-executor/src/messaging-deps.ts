import type { Languages } from '@millrace/sensor'
import type { SecretReader } from '@millrace/secrets'
import type { Tracing } from '@millrace/telemetry'

/** What every trigger that sends messages needs of the process, but for its clients. */
export interface MessagingDeps {
  readonly secrets: SecretReader
  readonly tracing: Tracing
  readonly languages: Languages
}
