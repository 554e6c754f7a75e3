import type { Reading } from './read-files.ts'

/** Where the controller takes its manifests from: folders, or a cluster. */
export interface ManifestSource {
  /** What is there now; waits while it is being changed, with a bound. */
  look(): Promise<Look>
}

/** What a look found. */
export interface Look {
  /** True: it is what was read last. */
  readonly isKnown: boolean
  read(): Promise<Reading>
}
